// Links the words of a document with its event cards. One instance for each element of class "ex".
(() => {
  "use strict";
  const numbers = (element) => (element.dataset.e ? element.dataset.e.split(" ") : []);

  class View {
    constructor(root) {
      this.root = root;
      this.event = null;
      this.known = new WeakMap();
      root.classList.add("live");
      root.addEventListener("click", (event) => this.click(event));
      root.addEventListener("mouseover", (event) => this.hover(event.target));
      root.addEventListener("mouseleave", () => this.hover(null));
      root.addEventListener("keydown", (event) => {
        if (event.key !== "Enter" && event.key !== " ") return;
        if (!event.target.matches(".card")) return;
        event.preventDefault();
        this.toggle(event.target.dataset.e, "words");
      });
    }

    get doc() {
      return this.root.querySelector(".doc:not([hidden])");
    }

    // Words and cards by event number, and all pieces of the text, collected when a document is first touched.
    parts(doc = this.doc) {
      if (!doc) return { events: new Map(), pieces: [] };
      if (!this.known.has(doc)) {
        const events = new Map();
        const pieces = [...doc.querySelectorAll(".text .s")];
        for (const element of [...pieces, ...doc.querySelectorAll(".card")])
          for (const number of numbers(element)) {
            if (!events.has(number)) events.set(number, []);
            events.get(number).push(element);
          }
        this.known.set(doc, { events, pieces });
      }
      return this.known.get(doc);
    }

    cards() {
      return this.doc ? [...this.doc.querySelectorAll(".card:not([hidden])")] : [];
    }

    click(event) {
      const target = event.target;
      const piece = target.closest(".text .s");
      if (piece) {
        event.preventDefault();
        if (!window.getSelection().isCollapsed) return;
        // A trigger stands for its own events first; a second click goes on to the next event that shares the words.
        const own = (piece.dataset.n || "").split(",").filter(Boolean);
        const shared = [...own, ...numbers(piece).filter((number) => !own.includes(number))];
        const open = shared.filter((number) => this.cards().some((card) => card.dataset.e === number));
        if (!open.length) return;
        const next = open.indexOf(this.event) + 1;
        this.select(next < open.length ? open[next] : null, "card");
        return;
      }
      const card = target.closest(".card");
      if (!card || target.closest("summary")) return;
      const filler = target.closest("dd[data-p]");
      if (filler) {
        this.select(card.dataset.e, null);
        const found = this.piecesOf(filler)[0];
        if (found) found.scrollIntoView({ block: "nearest" });
      } else if (window.getSelection().isCollapsed) this.toggle(card.dataset.e, "words");
    }

    piecesOf(filler) {
      const [start, end] = [Number(filler.dataset.p), Number(filler.dataset.to)];
      return this.parts().pieces.filter((piece) => Number(piece.dataset.p) >= start && Number(piece.dataset.p) < end);
    }

    hover(target) {
      for (const element of this.root.querySelectorAll(".hot, .point")) element.classList.remove("hot", "point");
      const source = target && target.closest(".text .s, .card");
      if (!source) return;
      for (const number of numbers(source))
        for (const element of this.parts().events.get(number) || []) element.classList.add("hot");
      const filler = target.closest("dd[data-p]");
      if (filler) for (const piece of this.piecesOf(filler)) piece.classList.add("point");
    }

    toggle(number, goal) {
      this.select(number === this.event ? null : number, goal);
    }

    // Puts one event in focus; `goal` says whether to bring its "card", its "words" or "both" into sight.
    select(number, goal) {
      for (const element of this.root.querySelectorAll(".on")) {
        element.classList.remove("on");
        element.removeAttribute("style");
        delete element.dataset.l;
        element.removeAttribute("aria-current");
      }
      const elements = this.parts().events.get(number) || [];
      this.event = elements.length ? number : null;
      this.root.classList.toggle("picked", this.event !== null);
      const card = elements.find((element) => element.matches(".card"));
      if (!card) return;
      const style = getComputedStyle(card);
      for (const element of elements) {
        element.classList.add("on");
        if (element === card) continue;
        element.style.setProperty("--on", style.getPropertyValue("--q"));
        element.style.setProperty("--on-text", style.getPropertyValue("--qt"));
        for (const [event, lane] of (element.dataset.r || "").split(" ").map((place) => place.split(".")))
          if (event === number) element.style.setProperty("--c" + lane, style.getPropertyValue("--q"));
        const heads = (element.dataset.h || "").split(" ").filter((head) => head.startsWith(number + ":"));
        // A trigger's box is drawn with the same pseudo-element, so it shows no label of its own.
        if (heads.length && !element.matches(".t"))
          element.dataset.l = heads.map((head) => head.slice(number.length + 1)).join(", ");
      }
      card.setAttribute("aria-current", "true");
      if (goal === "card" || goal === "both") this.reveal(card);
      if (goal === "words" || goal === "both") {
        const own = (element) => element.matches(".t") && (element.dataset.n || "").split(",").includes(number);
        const words = elements.find(own) || elements.find((element) => element !== card);
        if (words) this.reveal(words);
      }
      this.root.dispatchEvent(new CustomEvent("eventx-select", { detail: number }));
    }

    reveal(element) {
      const calm = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
      const box = element.getBoundingClientRect();
      const hidden = box.top < 70 || box.bottom > window.innerHeight * (window.innerWidth < 900 ? 0.5 : 0.95);
      const scroller = element.closest("aside");
      const frame = scroller && scroller.scrollHeight > scroller.clientHeight + 4 ? scroller.getBoundingClientRect() : null;
      if (frame && box.height < frame.height) {
        if (box.top < frame.top || box.bottom > frame.bottom) scroller.scrollTop += box.top - frame.top - 24;
        if (frame.top >= 0 && frame.bottom <= window.innerHeight) return;
      }
      if (hidden) element.scrollIntoView({ block: "center", behavior: calm ? "auto" : "smooth" });
    }

    step(by) {
      const cards = this.cards();
      if (!cards.length) return;
      const at = cards.findIndex((card) => card.dataset.e === this.event);
      const next = at < 0 ? (by > 0 ? 0 : cards.length - 1) : Math.min(Math.max(at + by, 0), cards.length - 1);
      this.select(cards[next].dataset.e, "both");
    }
  }

  // Notebooks have themes of their own, which need not be the system's.
  const notebookTheme = () => {
    const body = document.body;
    if (body.dataset.jpThemeLight) return body.dataset.jpThemeLight === "true" ? "light" : "dark";
    if (/vscode-(dark|high-contrast(?!-light))/.test(body.className)) return "dark";
    if (body.classList.contains("vscode-light")) return "light";
    return null;
  };

  for (const root of document.querySelectorAll(".ex:not(.live)")) {
    root.view = new View(root);
    const theme = root.matches(".fragment") ? notebookTheme() : null;
    if (theme) root.dataset.theme = theme;
  }
})();

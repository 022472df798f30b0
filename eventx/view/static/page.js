// The page around the documents: opening one, filters, search, keys and theme.
(() => {
  "use strict";
  const root = document.body;
  const view = root.view;
  const find = (selector) => root.querySelector(selector);
  const docs = [...root.querySelectorAll(".doc")];
  const links = [...root.querySelectorAll("nav a")];
  const search = find("#search");
  const boxes = [...root.querySelectorAll(".panel input[data-field]")];
  let current = 0;
  let hit = -1;
  let hits = [];

  // Each link lists its document's events as [type, status], so that closed documents need not be looked into.
  const eventsOf = (index) => JSON.parse(links[index].dataset.events);
  const chosen = (field) => new Set(boxes.filter((box) => box.dataset.field === field && box.checked).map((box) => box.value));
  const texts = new Map();
  const textOf = (index) => {
    if (!texts.has(index)) texts.set(index, docs[index].textContent.toLowerCase());
    return texts.get(index);
  };

  function open(index, number = null) {
    current = index;
    view.select(null);
    docs.forEach((doc, other) => (doc.hidden = other !== index));
    links.forEach((link, other) => (other === index ? link.setAttribute("aria-current", "true") : link.removeAttribute("aria-current")));
    links[index].scrollIntoView({ block: "nearest" });
    window.scrollTo(0, 0);
    filterDocument();
    markHits();
    if (number) view.select(number, "both");
    remember();
  }

  // "#2.5" is no element's id, so that the browser does not scroll by itself; "#d2e5" is that of a card.
  function remember() {
    const hash = "#" + (current + 1) + (view.event ? "." + view.event : "");
    if (location.hash !== hash) history.replaceState(null, "", hash);
  }

  function filter() {
    const [types, statuses, query] = [chosen("type"), chosen("status"), search.value.trim().toLowerCase()];
    const every = boxes.every((box) => box.checked);
    links.forEach((link, index) => {
      const events = eventsOf(index);
      const count = every ? events.length : events.filter(([type, status]) => types.has(type) && statuses.has(status)).length;
      link.querySelector(".n").textContent = count;
      link.parentElement.hidden = (!every && count === 0) || (query !== "" && !textOf(index).includes(query));
    });
    find(".pop").classList.toggle("active", !every);
    const visible = links.filter((link) => !link.parentElement.hidden).length;
    find(".shown").textContent = visible === links.length ? `${visible} documents` : `${visible} of ${links.length} documents`;
    find(".empty").hidden = visible > 0;
    filterDocument();
  }

  function filterDocument() {
    const doc = docs[current];
    const [types, statuses] = [chosen("type"), chosen("status")];
    const kept = new Set();
    const cards = [...doc.querySelectorAll(".card")];
    for (const card of cards) {
      card.hidden = !types.has(card.dataset.type) || !statuses.has(card.dataset.status);
      if (!card.hidden) kept.add(card.dataset.e);
    }
    for (const piece of view.parts(doc).pieces)
      piece.classList.toggle("off", !piece.dataset.e.split(" ").some((number) => kept.has(number)));
    if (view.event && !kept.has(view.event)) view.select(null);
    const events = cards.length === 1 ? "1 event" : `${cards.length || "No"} events`;
    doc.querySelector(".count").textContent = kept.size === cards.length ? events : `${kept.size} of ${events}`;
  }

  // Ranges, not elements: marking changes nothing in the document.
  function markHits() {
    if (!window.CSS || !CSS.highlights) return;
    const query = search.value.trim().toLowerCase();
    hits = [];
    hit = -1;
    CSS.highlights.delete("eventx-search");
    if (!query) return;
    const walker = document.createTreeWalker(docs[current], NodeFilter.SHOW_TEXT);
    const nodes = [];
    let all = "";
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      if (node.parentElement.closest("[hidden], .legend")) continue;
      // Lower case may change a text's length (U+0130); such a node is searched as it stands.
      const lower = node.data.toLowerCase();
      nodes.push([all.length, node]);
      all += lower.length === node.data.length ? lower : node.data;
    }
    let from = 0;
    for (let at = all.indexOf(query); at >= 0 && hits.length < 2000; at = all.indexOf(query, at + query.length)) {
      const range = new Range();
      const place = (offset, last) => {
        while (from + 1 < nodes.length && nodes[from + 1][0] <= offset - (last ? 1 : 0)) from += 1;
        return [nodes[from][1], offset - nodes[from][0]];
      };
      range.setStart(...place(at, false));
      range.setEnd(...place(at + query.length, true));
      hits.push(range);
    }
    CSS.highlights.set("eventx-search", new Highlight(...hits));
  }

  function nextHit() {
    if (!hits.length) {
      const ahead = links.map((_, offset) => (current + 1 + offset) % links.length);
      const next = ahead.find((index) => !links[index].parentElement.hidden);
      if (next !== undefined && next !== current) open(next);
      return;
    }
    hit = (hit + 1) % hits.length;
    hits[hit].startContainer.parentElement.scrollIntoView({ block: "center" });
  }

  function stepDocument(by) {
    for (let index = current + by; index >= 0 && index < links.length; index += by)
      if (!links[index].parentElement.hidden) return open(index);
  }

  function theme() {
    const dark = root.dataset.theme ? root.dataset.theme === "dark" : window.matchMedia("(prefers-color-scheme: dark)").matches;
    root.dataset.theme = dark ? "light" : "dark";
    if (view.event) view.select(view.event, null);
  }

  const keys = {
    j: () => view.step(1),
    k: () => view.step(-1),
    n: () => stepDocument(1),
    p: () => stepDocument(-1),
    t: theme,
    f: () => {
      const pop = find(".pop");
      pop.open = !pop.open;
      if (pop.open) pop.querySelector("input").focus();
    },
    "/": () => search.focus(),
    "?": () => find("dialog").showModal(),
  };

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "Escape") {
      if (find(".pop").open) find(".pop").open = false;
      else if (document.activeElement === search) {
        search.value = "";
        search.blur();
        filter();
        markHits();
      } else view.select(null);
      return remember();
    }
    if (event.target === search) {
      if (event.key === "Enter") nextHit();
      return;
    }
    if (event.target.matches("input, textarea, select") && event.key !== "f") return;
    const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
    if (!keys[key] || find("dialog").open) return;
    event.preventDefault();
    keys[key]();
  });

  links.forEach((link, index) =>
    link.addEventListener("click", (event) => {
      event.preventDefault();
      open(index);
      if (window.innerWidth < 1180) find("nav details").open = false;
    }),
  );
  for (const box of boxes) box.addEventListener("change", filter);
  for (const button of root.querySelectorAll(".panel .all"))
    button.addEventListener("click", () => {
      const none = boxes.every((box) => box.checked);
      for (const box of boxes) box.checked = !none || box.dataset.field === "status";
      filter();
    });
  search.addEventListener("input", () => {
    filter();
    markHits();
  });
  find(".theme").addEventListener("click", theme);
  find(".help").addEventListener("click", keys["?"]);
  document.addEventListener("click", (event) => {
    if (!event.target.closest(".pop")) find(".pop").open = false;
    if (!event.target.closest(".card, .s, .bar, nav, dialog")) view.select(null);
    remember();
  });
  root.addEventListener("eventx-select", remember);
  if (window.innerWidth < 1180) find("nav details").open = false;

  const place = /^#d?(\d+)(?:[.e](\d+))?$/.exec(location.hash);
  filter();
  open(place && docs[place[1] - 1] ? place[1] - 1 : 0, place ? place[2] : null);
})();

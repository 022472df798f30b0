"""Label Studio tasks (full JSON export, not JSON-MIN, which drops relations)."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from html import escape
from typing import Any

from eventx.document import Document
from eventx.errors import InputError
from eventx.io.align import align
from eventx.io.files import Source, Target
from eventx.io.jsonl import dump, json_lines
from eventx.io.reading import Reading, Where
from eventx.io.standoff import KINDS, Link, Node, to_data, to_standoff
from eventx.schema import DIPLOMACY, Ontology


def read(
    source: Source, reading: Reading, *, text: str = "text", triggers: Collection[str] | None = None
) -> Iterator[Document]:
    """Documents of an export: the last annotation that was not cancelled, or the first prediction.

    Args:
        source: The file.
        reading: Gets the errors.
        text: Name of the text in the tasks' data.
        triggers: Labels that mark triggers; by default found by the relations, see `eventx.io.standoff.to_data`.
    """
    for where, task in json_lines(source, reading):
        data = reading.attempt(where, _data, task, where, reading, text, triggers)
        document = reading.document(data, where) if data is not None else None
        if document is not None:
            yield document


def write(documents: Iterable[Document], target: Target, *, predictions: bool = False) -> int:
    """An array of tasks for import.

    Args:
        documents: Held one at a time.
        target: Where to.
        predictions: Write pre-annotations that people correct, with the least score of the mentions as the task's
            score, so that Label Studio can show the least certain first; otherwise annotations.
    """
    count = 0
    with target.text() as out:
        out.write("[")
        for document in documents:
            out.write(("\n" if count == 0 else ",\n") + dump(_task(document, predictions), document))
            count += 1
        out.write("\n]\n")
    return count


def labeling_config(ontology: Ontology = DIPLOMACY) -> str:
    """The labelling interface (XML) for a project with the types, roles, statuses and contexts of an ontology."""

    def choice(tag: str, names: Iterable[str]) -> str:
        return "".join(f'<{tag} value="{escape(name)}"/>' for name in names)

    return (
        '<View><Labels name="label" toName="text">'
        f"{choice('Label', [*ontology.names, *sorted(KINDS)])}</Labels>"
        f"<Relations>{choice('Relation', ontology.roles)}</Relations>"
        '<Text name="text" value="$text"/>'
        '<Choices name="status" toName="text" perRegion="true" choice="single">'
        f"{choice('Choice', ontology.statuses)}</Choices>"
        '<Choices name="contexts" toName="text" perRegion="true" choice="multiple">'
        f"{choice('Choice', ontology.contexts)}</Choices></View>"
    )


def _task(document: Document, predictions: bool) -> dict[str, Any]:
    standoff = to_standoff(document)
    for item in standoff.details["mentions"]:
        # They stand in choices, which an annotator may change.
        del item["status"], item["contexts"]
    result: list[dict[str, Any]] = []
    heads = iter(document.mentions)
    for node in standoff.nodes:
        place = {"start": node.start, "end": node.end, "text": document.text[node.start : node.end]}
        region = {"id": node.id, "from_name": "label", "to_name": "text", "type": "labels"}
        result.append({**region, "value": {**place, "labels": [node.label]}})
        if node.id.startswith("t"):
            mention = next(heads)
            chosen = {"status": [mention.status], "contexts": list(mention.contexts)}
            for name, values in chosen.items():
                if values:
                    result.append(
                        {**region, "from_name": name, "type": "choices", "value": {**place, "choices": values}}
                    )
    for link in standoff.links:
        ends = {"from_id": link.head, "to_id": link.tail}
        result.append({**ends, "type": "relation", "direction": "right", "labels": [link.label]})
    data = {**document.meta, "id": document.id, "date": document.date, "title": document.title}
    task: dict[str, Any] = {"data": {**data, "text": document.text, "eventx": standoff.details}}
    if not predictions:
        return {**task, "annotations": [{"result": result}]}
    scores = [mention.score for mention in document.mentions if mention.score is not None]
    prediction: dict[str, Any] = {"model_version": (document.provenance or {}).get("model", "eventx"), "result": result}
    if scores:
        prediction["score"] = min(scores)
    return {**task, "predictions": [prediction]}


def _data(
    task: Mapping[str, Any], where: Where, reading: Reading, name: str, triggers: Collection[str] | None
) -> dict[str, Any]:
    held = dict(task["data"])
    if name not in held:
        raise InputError(f"the task's data has no {name!r}; it has {', '.join(held)}: name it with text=.")
    text = held.pop(name)
    details = held.pop("eventx", None) or {}
    data: dict[str, Any] = {**held, "id": held.get("id", task.get("id"))}
    if "provenance" in details:
        data["provenance"] = details["provenance"]
    nodes: list[Node] = []
    links: list[Link] = []
    chosen: dict[str, dict[str, Any]] = {}
    for item in _result(task):
        if item["type"] == "relation":
            ends = (item["from_id"], item["to_id"])
            head, tail = reversed(ends) if item.get("direction") == "left" else ends
            links += [Link(head, tail, label) for label in item.get("labels") or ()]
            continue
        value = item["value"]
        place = value.get("globalOffsets") or value
        if "start" not in place:
            continue
        try:
            start, end = align(text, int(place["start"]), int(place["end"]), value.get("text"), reading.report)
        except InputError as error:
            reading.fail(where.error(error), "argument")
            continue
        if value.get("choices"):
            picked = value["choices"] if item["from_name"] == "contexts" else value["choices"][0]
            chosen.setdefault(item["id"], {})[item["from_name"]] = picked
        for number, label in enumerate(value.get(item["type"]) or () if item["type"].endswith("labels") else ()):
            nodes.append(Node(item["id"] if number == 0 else f"{item['id']}#{number}", label, start, end))
    return {**data, "text": text, **to_data(text, nodes, links, details, triggers, chosen)}


def _result(task: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    annotations = [item for item in task.get("annotations") or () if not item.get("was_cancelled")]
    chosen = annotations[-1:] or list(task.get("predictions") or ())[:1]
    return list(chosen[0]["result"]) if chosen else []

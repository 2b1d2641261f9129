"""How model services are asked and answer: Anthropic's messages, OpenAI's responses and chat, Gemini's content."""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

Json = dict[str, Any]
_IDS = itertools.count(1)


@dataclass(frozen=True)
class Asked:
    """One request: the names of the tools on offer, and all of its text."""

    path: str
    tools: tuple[str, ...]
    text: str


@dataclass(frozen=True)
class Text:
    """The reply is a text, which ends the turn."""

    text: str


@dataclass(frozen=True)
class Use:
    """The reply is the call of a tool; `raw` is the input of a tool that takes no JSON."""

    tool: str
    arguments: Json
    raw: str = ""


@dataclass(frozen=True)
class Refusal:
    """The reply is an error."""

    status: int
    message: str


Reply = Text | Use | Refusal


class Shape:
    """One service: where it is asked, and how it answers."""

    def matches(self, path: str) -> bool:
        """Whether the request is for this service."""
        raise NotImplementedError

    def streams(self, path: str, body: Json) -> bool:
        """Whether the answer is wanted bit by bit."""
        return bool(body.get("stream"))

    def asked(self, path: str, body: Json) -> Asked:
        """The request."""
        return Asked(path, tuple(self.tools(body)), "\n".join(_texts(body)))

    def tools(self, body: Json) -> Iterable[str]:
        """The names of the tools."""
        for tool in body.get("tools") or ():
            name = (tool.get("function") or tool).get("name")
            if name:
                yield str(name)

    def stream(self, reply: Text | Use) -> str:
        """The answer bit by bit."""
        raise NotImplementedError

    def whole(self, reply: Text | Use) -> Json:
        """The answer at once."""
        raise NotImplementedError

    def refusal(self, reply: Refusal) -> Json:
        """The error."""
        kinds = {401: "authentication_error", 403: "permission_error", 404: "not_found_error", 429: "rate_limit_error"}
        kind = kinds.get(reply.status, "api_error")
        code = {401: "invalid_api_key", 404: "model_not_found", 429: "insufficient_quota"}.get(reply.status, "error")
        return {"type": "error", "error": {"type": kind, "code": code, "message": reply.message}}


class Messages(Shape):
    """Anthropic."""

    def matches(self, path: str) -> bool:
        return "/messages" in path and "count_tokens" not in path

    def _block(self, reply: Text | Use) -> Json:
        if isinstance(reply, Text):
            return {"type": "text", "text": reply.text}
        return {"type": "tool_use", "id": f"toolu_{next(_IDS)}", "name": reply.tool, "input": reply.arguments}

    def whole(self, reply: Text | Use) -> Json:
        return {
            "id": f"msg_{next(_IDS)}",
            "type": "message",
            "role": "assistant",
            "model": "claude-sonnet-4-5",
            "content": [self._block(reply)],
            "stop_reason": "end_turn" if isinstance(reply, Text) else "tool_use",
            "stop_sequence": None,
            "usage": {"input_tokens": 1000, "output_tokens": 100},
        }

    def stream(self, reply: Text | Use) -> str:
        whole = self.whole(reply)
        block = whole["content"][0]
        if isinstance(reply, Text):
            empty, delta = {**block, "text": ""}, {"type": "text_delta", "text": reply.text}
        else:
            empty = {**block, "input": {}}
            delta = {"type": "input_json_delta", "partial_json": json.dumps(reply.arguments)}
        start = {**whole, "content": [], "stop_reason": None}
        end = {"stop_reason": whole["stop_reason"], "stop_sequence": None}
        rows: list[Json] = [
            {"type": "message_start", "message": start},
            {"type": "content_block_start", "index": 0, "content_block": empty},
            {"type": "content_block_delta", "index": 0, "delta": delta},
            {"type": "content_block_stop", "index": 0},
            {"type": "message_delta", "delta": end, "usage": {"output_tokens": 100}},
            {"type": "message_stop"},
        ]
        return "".join(f"event: {row['type']}\ndata: {json.dumps(row)}\n\n" for row in rows)


class Responses(Shape):
    """OpenAI, as Codex asks it."""

    def matches(self, path: str) -> bool:
        return path.partition("?")[0].endswith("/responses")

    def tools(self, body: Json) -> Iterable[str]:
        yield from super().tools(body)
        for tool in body.get("tools") or ():  # those of a server, in a namespace of their own
            yield from (f"{tool['name']}.{one['name']}" for one in tool.get("tools") or ())

    def _item(self, reply: Text | Use) -> Json:
        number = next(_IDS)
        if isinstance(reply, Text):
            content = [{"type": "output_text", "text": reply.text, "annotations": []}]
            return {"type": "message", "id": f"msg_{number}", "role": "assistant", "content": content}
        namespace, _, name = reply.tool.rpartition(".")
        call = {"id": f"fc_{number}", "call_id": f"call_{number}", "name": name}
        if namespace:
            call["namespace"] = namespace
        if reply.raw:
            return {"type": "custom_tool_call", **call, "input": reply.raw}
        return {"type": "function_call", **call, "arguments": json.dumps(reply.arguments)}

    def whole(self, reply: Text | Use) -> Json:
        usage = {"input_tokens": 1000, "output_tokens": 100, "total_tokens": 1100}
        details = {"input_tokens_details": {"cached_tokens": 0}, "output_tokens_details": {"reasoning_tokens": 0}}
        made = {"id": f"resp_{next(_IDS)}", "object": "response", "status": "completed", "output": [self._item(reply)]}
        return {**made, "usage": {**usage, **details}}

    def stream(self, reply: Text | Use) -> str:
        whole = self.whole(reply)
        begun = {**whole, "status": "in_progress", "output": []}
        rows: list[Json] = [
            {"type": "response.created", "response": begun},
            {"type": "response.output_item.added", "output_index": 0, "item": whole["output"][0]},
            {"type": "response.output_item.done", "output_index": 0, "item": whole["output"][0]},
            {"type": "response.completed", "response": whole},
        ]
        return "".join(f"event: {row['type']}\ndata: {json.dumps(row)}\n\n" for row in rows)


class Chat(Shape):
    """OpenAI's chat, which OpenCode, Qwen and Copilot can ask."""

    def matches(self, path: str) -> bool:
        return path.partition("?")[0].endswith("/chat/completions")

    def _message(self, reply: Text | Use) -> Json:
        if isinstance(reply, Text):
            return {"role": "assistant", "content": reply.text}
        function = {"name": reply.tool, "arguments": json.dumps(reply.arguments)}
        call = {"index": 0, "id": f"call_{next(_IDS)}", "type": "function", "function": function}
        return {"role": "assistant", "content": None, "tool_calls": [call]}

    def _made(self, kind: str, **more: Any) -> Json:
        return {"id": f"chat_{next(_IDS)}", "object": kind, "created": 1, "model": "scripted", **more}

    def whole(self, reply: Text | Use) -> Json:
        reason = "stop" if isinstance(reply, Text) else "tool_calls"
        usage = {"prompt_tokens": 1000, "completion_tokens": 100, "total_tokens": 1100}
        choice = {"index": 0, "message": self._message(reply), "finish_reason": reason}
        return self._made("chat.completion", choices=[choice], usage=usage)

    def stream(self, reply: Text | Use) -> str:
        whole = self.whole(reply)
        choice = whole["choices"][0]
        first = {"index": 0, "delta": choice["message"], "finish_reason": None}
        last = {"index": 0, "delta": {}, "finish_reason": choice["finish_reason"]}
        rows = [
            self._made("chat.completion.chunk", choices=[first]),
            self._made("chat.completion.chunk", choices=[last]),
            self._made("chat.completion.chunk", choices=[], usage=whole["usage"]),
        ]
        return "".join(f"data: {json.dumps(row)}\n\n" for row in rows) + "data: [DONE]\n\n"


class Content(Shape):
    """Gemini."""

    def matches(self, path: str) -> bool:
        return ":generateContent" in path or ":streamGenerateContent" in path

    def streams(self, path: str, body: Json) -> bool:
        return ":streamGenerateContent" in path

    def tools(self, body: Json) -> Iterable[str]:
        for tool in body.get("tools") or ():
            for one in tool.get("functionDeclarations") or ():
                yield str(one["name"])

    def whole(self, reply: Text | Use) -> Json:
        part: Json = (
            {"text": reply.text}
            if isinstance(reply, Text)
            else {"functionCall": {"name": reply.tool, "args": reply.arguments}}
        )
        return {
            "candidates": [{"content": {"role": "model", "parts": [part]}, "finishReason": "STOP", "index": 0}],
            "usageMetadata": {"promptTokenCount": 1000, "candidatesTokenCount": 100, "totalTokenCount": 1100},
            "modelVersion": "scripted",
        }

    def stream(self, reply: Text | Use) -> str:
        return f"data: {json.dumps(self.whole(reply))}\r\n\r\n"

    def refusal(self, reply: Refusal) -> Json:
        status = {401: "UNAUTHENTICATED", 404: "NOT_FOUND", 429: "RESOURCE_EXHAUSTED"}.get(reply.status, "INTERNAL")
        return {"error": {"code": reply.status, "message": reply.message, "status": status}}


SHAPES: tuple[Shape, ...] = (Messages(), Responses(), Chat(), Content())


def _texts(data: Any) -> Iterable[str]:
    """Every text in a document."""
    if isinstance(data, str):
        yield data
    elif isinstance(data, dict):
        for value in data.values():
            yield from _texts(value)
    elif isinstance(data, list):
        for value in data:
            yield from _texts(value)

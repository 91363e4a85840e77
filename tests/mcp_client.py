"""The official Python client of the Model Context Protocol against the program: python3 tests/mcp_client.py PROGRAM DATA

It begins as the older protocol has it and as the newest has it, over standard input and over HTTP; lists the tools and calls
each, which compares each result with the schema that its tool promises; reads an article; and asks for what there is not.
"""

import asyncio
import subprocess
import sys

from mcp import ClientSession, MCPError, StdioServerParameters, stdio_client
from mcp.client.streamable_http import streamable_http_client

# What each tool of the sample corpus is asked, and the verdict.
CALLS = [
    ("ask", {"question": "Who threatened elected officials?"}, "found"),
    ("ask", {"question": "What is the capital of France?"}, "not_found"),
    ("said", {"who": "Landrieu"}, "found"),
    ("people", {}, "found"),
    ("search", {"query": "mayors", "limit": 3}, "found"),
    ("check_quote", {"text": 'Sessions said "enough is enough"'}, "verbatim"),
    ("check_quote", {"text": "New York City received the letter."}, "found"),
    ("jurisdictions", {"state": "California"}, "found"),
    ("articles", {}, "found"),
    ("article", {"title": "2018-01-24-renewing-racist-assault"}, "found"),
    ("about", {}, "found"),
    ("tracker", {"list": "letter", "subject": "New Orleans"}, "no"),
    ("tracker", {"list": "letter", "subject": "NYC"}, "yes"),
    ("tracker", {"list": "letter", "limit": 50}, "found"),
]


def plain(model):
    return model.model_dump(mode="json", by_alias=True)


async def refused(asked, code):
    try:
        await asked
    except MCPError as error:
        assert error.error.code == code, error
    else:
        raise AssertionError("it was answered")


async def check(streams, begin):
    async with ClientSession(*streams) as session:
        await begin(session)
        assert "word for word" in session.instructions
        tools = {tool["name"] for tool in plain(await session.list_tools())["tools"]}
        assert tools == {name for name, _, _ in CALLS}, tools
        for name, arguments, verdict in CALLS:
            result = plain(await session.call_tool(name, arguments))
            reply = result["structuredContent"]
            assert not result["isError"] and result["content"][0]["text"], (name, result)
            assert reply["verdict"] == verdict, (name, arguments, reply["verdict"], reply["headline"])
            assert all(excerpt["receipt"] for excerpt in reply["excerpts"] if excerpt["text"]), name
        wrong = plain(await session.call_tool("ask", {"question": 7}))
        assert wrong["isError"] and "expected text" in wrong["content"][0]["text"], wrong
        await refused(session.call_tool("nothing", {}), -32602)
        listed = plain(await session.list_resources())["resources"]
        assert len(listed) == 1, listed
        article = plain(await session.read_resource(listed[0]["uri"]))["contents"][0]["text"]
        assert "Landrieu" in article
        templates = plain(await session.list_resource_templates())["resourceTemplates"]
        assert templates[0]["uriTemplate"] == "pullquote://article/{id}", templates
        return session.protocol_version


async def over_stdio(program, data, begin):
    started = StdioServerParameters(command=program, args=["mcp", "--data", data])
    async with stdio_client(started) as streams:
        return await check(streams, begin)


async def over_http(address, begin):
    async with streamable_http_client(address) as streams:
        return await check(streams[:2], begin)


def serve(program, data):
    serving = subprocess.Popen(
        [program, "serve", "--mcp", "127.0.0.1:0", "--data", data], stderr=subprocess.PIPE, text=True
    )
    for line in serving.stderr:
        if line.startswith("Assistants are served at "):
            return serving, line.split()[-1]
    raise AssertionError("it does not serve")


def main(program, data):
    ways = [("initialize", lambda session: session.initialize()), ("discover", lambda session: session.discover())]
    serving, address = serve(program, data)
    try:
        for name, begin in ways:
            versions = [asyncio.run(over_stdio(program, data, begin)), asyncio.run(over_http(address, begin))]
            print(f"{name}: {len(CALLS)} calls over standard input ({versions[0]}) and over HTTP ({versions[1]})")
    finally:
        serving.terminate()
        serving.wait()


main(*sys.argv[1:])

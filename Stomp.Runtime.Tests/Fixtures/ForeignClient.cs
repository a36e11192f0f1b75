using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using System.Text.Json;
using System.Threading.Tasks;

namespace Stomp.Runtime.Tests.Fixtures;

/// <summary>
/// Another client than ours, python3-stomp: what it sends ours must read, and what ours sends it must read. Each call is a process and a
/// connection of its own.
/// </summary>
internal sealed record ForeignClient(int Port)
{
    /// <summary>What every session does in order; <c>await</c> prints what came.</summary>
    private const string Script = """
        import base64, json, queue, sys, stomp
        plan = json.loads(sys.argv[1])
        came = queue.Queue()
        class Listener(stomp.ConnectionListener):
            def on_message(self, frame): came.put((frame.headers, frame.body))
            def on_error(self, frame): came.put((dict(frame.headers, error="yes"), frame.body))
            def on_disconnected(self): came.put((None, b""))
        kind = {"1.0": stomp.Connection10, "1.1": stomp.Connection11, "1.2": stomp.Connection12}[plan["version"]]
        more = {} if plan["version"] == "1.0" else {"vhost": plan["host"]}
        c = kind([("127.0.0.1", plan["port"])], auto_decode=False, auto_content_length=plan["length"], **more)
        c.set_listener("", Listener())
        c.connect(plan["login"], plan["passcode"], wait=True, headers=plan["connect"])
        def answer(step, headers):
            id = headers["ack"] if plan["version"] == "1.2" else headers["message-id"]
            more = [] if plan["version"] != "1.1" else [headers["subscription"]]
            (c.ack if step["answer"] == "ack" else c.nack)(id, *more)
        for step in plan["steps"]:
            if step["do"] == "send":
                c.send(step["destination"], base64.b64decode(step["body"]), headers=step["headers"])
            elif step["do"] == "subscribe":
                c.subscribe(step["destination"], id=step["id"], ack=step["mode"], headers=step["headers"])
            elif step["do"] == "reply":
                headers, body = came.get(timeout=50)
                c.send(headers["reply-to"], step["prefix"].encode() + body, headers={"correlation-id": headers["correlation-id"]})
            elif step["do"] == "await":
                left = step["count"]
                while left != 0:
                    headers, body = came.get(timeout=50)
                    if headers is None: sys.exit("the broker closed the connection")
                    if headers.get("browser") == "end": break
                    print(json.dumps({"headers": headers, "body": base64.b64encode(body or b"").decode()}), flush=True)
                    if step["answer"]: answer(step, headers)
                    left -= 1
        c.disconnect(receipt="bye")
        while came.get(timeout=50)[0] is not None: pass
        """;

    /// <summary>As whom it logs in.</summary>
    public string Login { get; init; } = "guest";

    public string Passcode { get; init; } = "guest";

    public string Version { get; init; } = "1.2";

    public string Host { get; init; } = "/";

    /// <summary>Whether its SENDs have a <c>content-length</c>.</summary>
    public bool SendsLength { get; init; } = true;

    /// <summary>More headers of CONNECT, such as <c>client-id</c>.</summary>
    public IReadOnlyDictionary<string, string> Connect { get; init; } = new Dictionary<string, string>();

    public Task SendAsync(string destination, string text, params (string Name, string Value)[] headers) =>
        SendAsync(destination, Encoding.UTF8.GetBytes(text), headers);

    /// <summary>Sends, and returns when the broker took it.</summary>
    public Task SendAsync(string destination, byte[] body, params (string Name, string Value)[] headers) =>
        RunAsync(new { @do = "send", destination, body, headers = Named(headers) });

    /// <summary>The next messages of a destination, as they come on a subscription of its own, settled by ack, by nack or, when null, not at all.</summary>
    public async Task<IReadOnlyList<ForeignMessage>> ReceiveAsync(
        string destination, int count, string? answer = "ack", params (string Name, string Value)[] headers) =>
        await RunAsync(
            new { @do = "subscribe", destination, id = "7", mode = Version == "1.0" ? "client" : "client-individual", headers = Named(headers) },
            new { @do = "await", count, answer });

    /// <summary>All that lies in a queue of ActiveMQ, without taking it.</summary>
    public async Task<IReadOnlyList<ForeignMessage>> BrowseAsync(string destination) =>
        await RunAsync(
            new { @do = "subscribe", destination, id = "7", mode = "auto", headers = Named([("browser", "true")]) },
            new { @do = "await", count = -1, answer = (string?)null });

    /// <summary>Makes a subscription and leaves, as for a durable one.</summary>
    public Task SubscribeAsync(string destination, params (string Name, string Value)[] headers) =>
        RunAsync(new { @do = "subscribe", destination, id = "7", mode = "auto", headers = Named(headers) });

    /// <summary>Answers the next questions that come to a destination, each with its own text behind a prefix.</summary>
    public Task ReplyAsync(string destination, int count, string prefix) =>
        RunAsync([
            new { @do = "subscribe", destination, id = "7", mode = "auto", headers = Named([]) },
            .. Enumerable.Repeat<object>(new { @do = "reply", prefix }, count),
        ]);

    /// <summary>Steps of the script, one after the other.</summary>
    public async Task<IReadOnlyList<ForeignMessage>> RunAsync(params object[] steps)
    {
        var plan = JsonSerializer.Serialize(new
        {
            port = Port,
            login = Login,
            passcode = Passcode,
            version = Version,
            host = Host,
            length = SendsLength,
            connect = Connect,
            steps,
        });
        var output = await Command.RunAsync("/usr/bin/python3", "-c", Script, plan);
        return [.. output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(ForeignMessage.Parse)];
    }

    private static Dictionary<string, string> Named((string Name, string Value)[] headers) => headers.ToDictionary(header => header.Name, header => header.Value);
}

/// <summary>A message, or with the header <c>error</c> an ERROR, as a foreign client has it.</summary>
internal sealed record ForeignMessage(IReadOnlyDictionary<string, string> Headers, byte[] Body)
{
    public string Text => Encoding.UTF8.GetString(Body);

    public static ForeignMessage Parse(string line)
    {
        using var json = JsonDocument.Parse(line);
        var headers = json.RootElement.GetProperty("headers").EnumerateObject().ToDictionary(header => header.Name, header => header.Value.GetString() ?? "");
        return new(headers, json.RootElement.GetProperty("body").GetBytesFromBase64());
    }
}

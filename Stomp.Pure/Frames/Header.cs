using System;
using Stomp.Pure.Values;

namespace Stomp.Pure.Frames;

/// <summary>One header entry, decoded.</summary>
/// <param name="Name">The name; case counts.</param>
/// <param name="Value">The value; <c>***</c> where it is secret.</param>
public readonly record struct Header(string Name, string Value)
{
    // The number of the secret beside a bit that says that there is one: half of what a nullable takes, in every header of every frame.
    private readonly long _secret;

    /// <summary>The reference to the real value where it is secret. The shell fills it in while encoding.</summary>
    public Secret? Secret
    {
        get => _secret == 0 ? null : new Secret((int)_secret);
        init => _secret = value is { } secret ? (uint)secret.Number | (1L << 32) : 0;
    }

    /// <summary>A header whose value only the shell knows.</summary>
    public static Header Hidden(string name, Secret secret) => new(name, secret.ToString()) { Secret = secret };

    /// <summary>The header as <c>name:value</c>.</summary>
    public override string ToString() => $"{Name}:{Value}";

    /// <summary>Whether the name is this one; case counts.</summary>
    public bool Is(string name) => string.Equals(Name, name, StringComparison.Ordinal);
}

/// <summary>The names of headers that the protocol itself defines.</summary>
public static class HeaderNames
{
    /// <summary>CONNECT: versions that the client speaks.</summary>
    public const string AcceptVersion = "accept-version";

    /// <summary>SUBSCRIBE: the ack mode; MESSAGE at 1.2: what to put into ACK.</summary>
    public const string Ack = "ack";

    /// <summary>CONNECT: who this client is over all its connections; ActiveMQ keeps durable subscriptions by it.</summary>
    public const string ClientId = "client-id";

    /// <summary>Octets of the body.</summary>
    public const string ContentLength = "content-length";

    /// <summary>MIME type of the body.</summary>
    public const string ContentType = "content-type";

    /// <summary>Where a message goes, or went.</summary>
    public const string Destination = "destination";

    /// <summary>Promised and wanted heart-beats, in milliseconds.</summary>
    public const string HeartBeat = "heart-beat";

    /// <summary>The virtual host.</summary>
    public const string Host = "host";

    /// <summary>Of a subscription; at 1.2 of an acknowledgement.</summary>
    public const string Id = "id";

    /// <summary>Who logs in.</summary>
    public const string Login = "login";

    /// <summary>ERROR: short text.</summary>
    public const string Message = "message";

    /// <summary>MESSAGE: which one.</summary>
    public const string MessageId = "message-id";

    /// <summary>The password.</summary>
    public const string Passcode = "passcode";

    /// <summary>Asks for a RECEIPT with this id.</summary>
    public const string Receipt = "receipt";

    /// <summary>RECEIPT and ERROR: which frame.</summary>
    public const string ReceiptId = "receipt-id";

    /// <summary>MESSAGE: delivered before.</summary>
    public const string Redelivered = "redelivered";

    /// <summary>Where the answer to a message goes.</summary>
    public const string ReplyTo = "reply-to";

    /// <summary>CONNECTED: name of the broker.</summary>
    public const string Server = "server";

    /// <summary>CONNECTED: name of the session.</summary>
    public const string Session = "session";

    /// <summary>Id of a subscription.</summary>
    public const string Subscription = "subscription";

    /// <summary>Id of a transaction.</summary>
    public const string Transaction = "transaction";

    /// <summary>CONNECTED: the version of the session; ERROR: versions that the server speaks.</summary>
    public const string Version = "version";
}

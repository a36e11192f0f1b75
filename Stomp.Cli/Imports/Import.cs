using System;
using System.Collections.Generic;
using Stomp.Cli.Viewing;

namespace Stomp.Cli.Imports;

/// <summary>What a file held that was not recorded by this client.</summary>
/// <param name="Facts">What is worth knowing about it.</param>
/// <param name="Conversations">The connections in it.</param>
internal sealed record Import(IReadOnlyList<Fact> Facts, IReadOnlyList<Conversation> Conversations);

/// <summary>A file cannot be imported; the message says why and continues a sentence.</summary>
internal sealed class ImportException(string message) : Exception(message);

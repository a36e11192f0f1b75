using System;

namespace Stomp.Cli.Imports;

/// <summary>A packet as it was captured.</summary>
/// <param name="At">When, in ticks of 100 ns since 1970.</param>
/// <param name="LinkType">What kind of link its first header belongs to, by the numbers of the pcap formats.</param>
/// <param name="Octets">The packet, or the beginning of it.</param>
internal readonly record struct CapturedPacket(long At, int LinkType, ReadOnlyMemory<byte> Octets);

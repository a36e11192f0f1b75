namespace Stomp.Runtime.Tests.Fixtures;

/// <summary>Where a certificate lies.</summary>
/// <param name="Certificate">PEM.</param>
/// <param name="Key">PEM, without a password.</param>
/// <param name="Bundle">PKCS#12 with key and chain, see <see cref="TestCertificates.Password"/>.</param>
public sealed record CertificateFiles(string Certificate, string Key, string Bundle);

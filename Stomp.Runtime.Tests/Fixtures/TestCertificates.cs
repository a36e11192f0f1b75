using System;
using System.Threading.Tasks;

namespace Stomp.Runtime.Tests.Fixtures;

/// <summary>A certificate authority for one test run, made on the spot with openssl; the files vanish with the test process.</summary>
public sealed class TestCertificates
{
    /// <summary>The password of every PKCS#12 file.</summary>
    public const string Password = "changeit";

    private static readonly Lazy<Task<TestCertificates>> Shared = new(() => Task.Run(CreateAsync));

    private readonly Scratch _scratch;
    private readonly Lazy<Task<string>> _javaTrust;

    private TestCertificates(Scratch scratch)
    {
        _scratch = scratch;
        _javaTrust = new Lazy<Task<string>>(MakeJavaTrustAsync);
    }

    /// <summary>The authority that brokers and clients trust.</summary>
    public CertificateFiles Ca => Files("ca");

    /// <summary>An authority that nobody trusts.</summary>
    public CertificateFiles RogueCa => Files("rogue-ca");

    /// <summary>For localhost, 127.0.0.1 and ::1.</summary>
    public CertificateFiles Server => Files("server");

    /// <summary>CN=stompclient.</summary>
    public CertificateFiles Client => Files("client");

    /// <summary>CN=stompclient too, but signed by the rogue authority.</summary>
    public CertificateFiles RogueClient => Files("rogue-client");

    /// <summary>A server certificate for another host.</summary>
    public CertificateFiles WrongHost => Files("wrong-host");

    /// <summary>A server certificate for the right hosts that ended in 2021.</summary>
    public CertificateFiles Expired => Files("expired");

    public static Task<TestCertificates> SharedAsync() => Shared.Value;

    /// <summary>A trust store in the form that Java insists on, holding the authority.</summary>
    internal Task<string> JavaTrustAsync() => _javaTrust.Value;

    private static async Task<TestCertificates> CreateAsync()
    {
        if (Installed.WhyMissing(Broker.OpenSsl) is { } reason) throw new BrokerStartException(reason);
        var scratch = await Scratch.CreateAsync("certificates", "");
        await new CertificateWorkshop(scratch).MakeAllAsync();
        return new TestCertificates(scratch);
    }

    private CertificateFiles Files(string name) =>
        new(_scratch.PathOf(name + ".pem"), _scratch.PathOf(name + ".key"), _scratch.PathOf(name + ".p12"));

    private async Task<string> MakeJavaTrustAsync()
    {
        var store = _scratch.PathOf("trust.p12");
        await Command.RunAsync("keytool", "-J-XX:TieredStopAtLevel=1", "-importcert", "-noprompt", "-alias", "ca", "-file",
            Ca.Certificate, "-keystore", store, "-storetype", "PKCS12", "-storepass", Password);
        return store;
    }
}

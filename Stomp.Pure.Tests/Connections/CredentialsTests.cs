using Stomp.Pure.Connections;
using Stomp.Pure.Sessions;
using Stomp.Pure.Values;
using Xunit;

namespace Stomp.Pure.Tests.Connections;

/// <summary>Credentials that are asked for at every attempt.</summary>
[Trait("Row", "M21"), Trait("Row", "M45")]
public sealed class CredentialsTests : ConnectionScenarios
{
    private const string Failed = "credentials-failed(no vault)";

    private static ConnectionConfig Asking => Plain.WithAsksCredentials(true);

    [Fact]
    public void They_are_asked_for_before_each_dial_and_go_into_its_CONNECT()
    {
        var c = new ConnectionHarness(Asking);
        c.Open("ask 1");
        Assert.True(Assert.IsType<ConnectionState.Dialling>(c.State).AsksCredentials);
        c.Do(Send("/q"));
        c.Opened();
        c.DialFails();
        c.Credentials("me", 7, "dial 1 a:1");
        Assert.False(Assert.IsType<ConnectionState.Dialling>(c.State).AsksCredentials);
        c.Credentials("you", 8);
        c.CredentialsFail();
        c.Opened("1: tx CONNECT{accept-version:1.0,1.1,1.2; host:a; login:me; passcode:***}");
        c.Rx("CONNECTED{version:1.2}", "1: established 1.2", "done 1 Opened(1.2)", "1: tx SEND{destination:/q}", "1: done 2 Sent");
        c.Eof("1: ended lost", "1: close", "waiting 100 lost");
        c.At(100).Tick("ask 2");
        c.Step(new ConnectionEvent.CredentialsReady(c.Now, 1, "late", new Secret(7)));
        c.Credentials("me", 9, "dial 2 a:1");
        c.Opened("2: tx CONNECT{accept-version:1.0,1.1,1.2; host:a; login:me; passcode:***}");
        c.Rx("CONNECTED{version:1.2}", "2: established 1.2");
    }

    /// <summary>A dial that fails goes to the next endpoint, and that attempt asks again.</summary>
    [Fact]
    public void Every_endpoint_is_asked_for_anew()
    {
        var c = new ConnectionHarness(Asking with { Endpoints = [new("a", 1), new("b", 2)] });
        c.Open("ask 1");
        c.Credentials("me", 1, "dial 1 a:1");
        c.DialFails("ask 2");
        c.Credentials("me", 2, "dial 2 b:2");
        c.Opened("2: tx CONNECT{accept-version:1.0,1.1,1.2; host:b; login:me; passcode:***}");
    }

    [Fact]
    [Trait("Row", "M11")]
    public void A_failure_is_a_failed_attempt()
    {
        var c = new ConnectionHarness(Asking);
        c.Open("ask 1");
        c.CredentialsFail($"waiting 100 {Failed}");
        c.At(100).Tick("ask 2");
        c.CredentialsFail($"waiting 150 {Failed}");
        c.At(250).Tick("ask 3");
        c.CredentialsFail($"done 1 Closed({Failed})", $"closed {Failed}");
        c.CredentialsFail();
        Assert.Empty(c.Pending);
    }

    [Fact]
    [Trait("Row", "M12")]
    public void The_connect_deadline_covers_the_asking()
    {
        var c = new ConnectionHarness(Asking);
        c.Open("ask 1");
        c.Due(30_000, DeadlineReason.Connect);
        c.At(29_999).Tick();
        c.At(30_000).Tick("close 1", "waiting 100 credentials-failed(none came within 30 s)");

        c = new ConnectionHarness(Asking);
        c.Open("ask 1");
        c.At(20_000).Credentials("me", 1, "dial 1 a:1");
        c.Due(30_000, DeadlineReason.Connect);
        c.At(30_000).Tick("close 1", "waiting 100 connect-timed-out(30 s)");
    }

    [Fact]
    [Trait("Row", "M22")]
    public void The_asking_can_be_left()
    {
        var c = new ConnectionHarness(Asking);
        c.Open("ask 1");
        c.Do(Disconnect(), "close 1", "done 2 Closed(cancelled)", "done 1 Closed(cancelled)", "closed cancelled");
        c.Credentials("me", 1);
        c.NothingDue();
    }

    [Fact]
    public void What_CONNECT_cannot_carry_is_none()
    {
        var c = new ConnectionHarness(Asking);
        c.Open("ask 1");
        Assert.IsType<ConnectionEffect.Waiting>(Assert.Single(c.Feed(new ConnectionEvent.CredentialsReady(c.Now, 1, "m\ne", new Secret(1)))));
        Assert.IsType<EndReason.CredentialsFailed>(Assert.IsType<ConnectionState.Waiting>(c.State).Cause);
    }
}

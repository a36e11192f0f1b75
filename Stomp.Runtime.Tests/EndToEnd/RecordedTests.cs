using System;
using System.IO;
using System.Linq;
using System.Reflection;
using System.Threading.Tasks;
using Stomp.Pure.Frames;
using Stomp.Runtime.Tests.Fixtures;
using Xunit;

namespace Stomp.Runtime.Tests.EndToEnd;

/// <summary>The tests of real brokers record what they do, and replay it when they are over.</summary>
[Recorded]
[Trait("Row", "M48")]
public sealed class RecordedTests
{
    [BrokerTheory(Broker.RabbitMq, Broker.ActiveMq)]
    [EveryBroker(Broker.RabbitMq, Broker.ActiveMq)]
    public async Task A_test_of_a_real_broker_leaves_a_recording(Broker broker, StompVersion version)
    {
        var stomp = await Real.OpenAsync(broker, version);
        await stomp.SendAsync(Real.Queue(), "Hello", Real.Receipted, Real.Soon);
        await stomp.DisposeAsync();
        Assert.True(TranscriptFile.Load(RecordedAttribute.Path!).Connections.Single().Events.Count > 5);
    }

    [Fact]
    public void A_recording_that_does_not_replay_fails_its_test()
    {
        var attribute = new RecordedAttribute();
        var mine = RecordedAttribute.Path;
        attribute.Before((MethodInfo)MethodBase.GetCurrentMethod()!);
        File.WriteAllText(RecordedAttribute.Path!, "{\"transcript\":99}\n");
        Assert.Throws<FormatException>(() => attribute.After((MethodInfo)MethodBase.GetCurrentMethod()!));
        Assert.NotNull(mine);
        attribute.Before((MethodInfo)MethodBase.GetCurrentMethod()!);
    }

    [Fact]
    public void Every_class_of_end_to_end_tests_does()
    {
        var classes = typeof(RecordedTests).Assembly.GetTypes().Where(type => type.Namespace == "Stomp.Runtime.Tests.EndToEnd"
            && type.GetMethods().Any(method => method.GetCustomAttributes().Any(attribute => attribute is BrokerTheoryAttribute or BrokerFactAttribute)));
        Assert.All(classes, type => Assert.NotNull(type.GetCustomAttribute<RecordedAttribute>()));
    }
}

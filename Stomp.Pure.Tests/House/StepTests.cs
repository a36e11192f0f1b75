using System;
using System.Collections.Generic;
using System.Linq;
using System.Reflection;
using System.Runtime.CompilerServices;
using Stomp.Pure.Frames;
using Stomp.Pure.Values;
using Xunit;

namespace Stomp.Pure.Tests.House;

/// <summary>Every machine has one step of one shape: (state, event) → Transition of state and effects.</summary>
[Trait("Row", "M45")]
public sealed class StepTests
{
    // A pull parser over octets that are lent or given: its step says how much it consumed, and a span is no event.
    private static readonly Type[] Excused = [typeof(FrameDecoder)];

    public static TheoryData<string> Machines => [.. Steps.Select(step => step.DeclaringType!.FullName!).Distinct()];

    private static IEnumerable<MethodInfo> Steps =>
        from type in CoreTypes.All
        where type.IsVisible && !Excused.Contains(type)
        from method in type.GetMethods(BindingFlags.Public | BindingFlags.Static | BindingFlags.Instance | BindingFlags.DeclaredOnly)
        where method.Name == "Step"
        select method;

    [Theory]
    [InlineData("Stomp.Pure.Sessions.Session")]
    [InlineData("Stomp.Pure.Connections.Connection")]
    [InlineData("Stomp.Pure.Pools.Pool")]
    [InlineData("Stomp.Pure.Brokers.Broker")]
    public void Is_a_machine(string name) => Assert.Contains(Steps, step => step.DeclaringType!.FullName == name);

    [Theory]
    [MemberData(nameof(Machines))]
    public void Takes_a_state_and_an_event_and_returns_a_transition(string machine)
    {
        var step = Assert.Single(Steps, step => step.DeclaringType!.FullName == machine);
        Assert.True(step.IsStatic);
        Assert.False(step.IsGenericMethod);
        var parameters = step.GetParameters();
        Assert.Equal(["state", "event"], parameters.Select(parameter => parameter.Name));
        Assert.All(parameters, IsPlain);
        var answer = step.ReturnType;
        Assert.True(answer.IsGenericType && answer.GetGenericTypeDefinition() == typeof(Transition<,>), $"{machine}.Step returns {answer}");
        Assert.Equal(parameters[0].ParameterType, answer.GenericTypeArguments[0]);
        Assert.EndsWith("State", answer.GenericTypeArguments[0].Name, StringComparison.Ordinal);
        Assert.EndsWith("Event", parameters[1].ParameterType.Name, StringComparison.Ordinal);
        Assert.EndsWith("Effect", answer.GenericTypeArguments[1].Name, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Machines))]
    public void Every_event_says_when(string machine)
    {
        var @event = Steps.Single(step => step.DeclaringType!.FullName == machine).GetParameters()[1].ParameterType;
        Assert.Equal(typeof(Instant), @event.GetProperty("At")?.PropertyType);
    }

    [Fact]
    public void The_decoder_takes_a_state_and_octets_that_are_lent_or_given()
    {
        var steps = typeof(FrameDecoder).GetMethods().Where(method => method.Name == "Step").Select(step => step.GetParameters()).ToList();
        Assert.Equal(
            [[typeof(DecoderState), typeof(ReadOnlySpan<byte>)], [typeof(DecoderState), typeof(Payload)]],
            steps.Select(parameters => parameters.Select(parameter => parameter.ParameterType)));
        Assert.All(steps.SelectMany(parameters => parameters), IsPlain);
    }

    private static void IsPlain(ParameterInfo parameter)
    {
        Assert.False(parameter.ParameterType.IsByRef, $"{parameter} goes by reference");
        Assert.False(parameter.IsOptional, $"{parameter} is optional");
        Assert.False(parameter.IsDefined(typeof(ParamArrayAttribute)) || parameter.IsDefined(typeof(ParamCollectionAttribute)), $"{parameter} is params");
        Assert.False(typeof(ITuple).IsAssignableFrom(parameter.ParameterType), $"{parameter} is a tuple");
    }
}

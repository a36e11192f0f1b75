using System;
using System.Collections.Generic;
using System.Linq;
using System.Reflection;
using Stomp.Pure.Frames;
using Xunit.Sdk;

namespace Stomp.Pure.Tests.Sessions;

/// <summary>Runs a theory once per version.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class AllVersionsAttribute : DataAttribute
{
    public override IEnumerable<object[]> GetData(MethodInfo testMethod) =>
        Enum.GetValues<StompVersion>().Select(version => new object[] { version });
}

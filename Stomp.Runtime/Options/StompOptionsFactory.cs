using System;
using System.Collections.Generic;
using System.Linq;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Primitives;

namespace Stomp.Runtime.Options;

/// <summary>Where named options come from.</summary>
internal sealed class StompOptionsSource(string name, IConfiguration section, Func<StompOptions, StompOptions>? change) : IOptionsChangeTokenSource<StompOptions>
{
    public string Name => name;

    public IChangeToken GetChangeToken() => section.GetReloadToken();

    public StompOptions Read() => ConfigurationReader.Checked(section, name, change);
}

/// <summary>Makes options whole at once, since they are immutable; validators that others registered are asked as usual.</summary>
internal sealed class StompOptionsFactory(
    IEnumerable<StompOptionsSource> sources,
    IEnumerable<IConfigureOptions<StompOptions>> setups,
    IEnumerable<IPostConfigureOptions<StompOptions>> afterwards,
    IEnumerable<IValidateOptions<StompOptions>> validators)
    : OptionsFactory<StompOptions>(setups, afterwards, validators)
{
    // The last registration of a name counts, as everywhere in a container.
    protected override StompOptions CreateInstance(string name) => sources.LastOrDefault(source => source.Name == name)?.Read() ?? new StompOptions();
}

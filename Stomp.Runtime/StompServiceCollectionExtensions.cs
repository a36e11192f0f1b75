using System;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Stomp.Runtime.Options;

namespace Stomp.Runtime;

/// <summary>Options from configuration, for containers.</summary>
public static class StompServiceCollectionExtensions
{
    /// <summary>
    /// Binds <see cref="StompOptions"/> to a section, for <see cref="IOptions{TOptions}"/>, <see cref="IOptionsSnapshot{TOptions}"/> and
    /// <see cref="IOptionsMonitor{TOptions}"/>, which follows changes of the section. All that is wrong is listed by the <see cref="OptionsValidationException"/>
    /// of whoever asks first; add <c>ValidateOnStart</c> to the builder to have a host ask.
    /// </summary>
    /// <param name="services">The container's services.</param>
    /// <param name="section">The section; see <see cref="StompOptions.Bind"/>.</param>
    /// <param name="change">What configuration cannot say: providers, listeners, validators. Applied to what was bound, and validated with it; null for nothing.</param>
    /// <param name="name">The name of these options, for several brokers; null for the only ones.</param>
    public static OptionsBuilder<StompOptions> AddStompOptions(
        this IServiceCollection services, IConfiguration section, Func<StompOptions, StompOptions>? change = null, string? name = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(section);
        var source = new StompOptionsSource(name ?? Microsoft.Extensions.Options.Options.DefaultName, section, change);
        services.AddSingleton(source);
        services.AddSingleton<IOptionsChangeTokenSource<StompOptions>>(source);
        services.TryAddTransient<IOptionsFactory<StompOptions>, StompOptionsFactory>();
        return services.AddOptions<StompOptions>(name);
    }
}

using System;
using Microsoft.Extensions.Options;

namespace Stomp.Runtime;

/// <summary>Says all that is wrong with options wherever the options framework asks.</summary>
public sealed class StompOptionsValidator : IValidateOptions<StompOptions>
{
    /// <summary>All that is wrong with these options.</summary>
    /// <param name="name">Their name; it does not matter.</param>
    /// <param name="options">The options.</param>
    public ValidateOptionsResult Validate(string? name, StompOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return options.Check() is { Count: > 0 } problems ? ValidateOptionsResult.Fail(problems) : ValidateOptionsResult.Success;
    }
}

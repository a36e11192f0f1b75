using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using LanguageExt.Common;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;
using Stomp.Pure.Frames;

namespace Stomp.Runtime.Options;

/// <summary>Options from configuration. What cannot be read is said, all of it; what nobody knows is an error too, since a misspelt option would hide otherwise.</summary>
internal sealed class ConfigurationReader
{
    private static readonly string[] Sections = ["Reconnect", "Sockets", "Limits", "WebSocket"];

    private static readonly string[] Others = ["Address", "Endpoints", "ConnectHeaders", "Tls"];

    private static readonly string[] TlsKeys =
    [
        "Host", "Port", "Authorities", "ClientCertificate", "ClientCertificateKey", "ClientCertificatePassword",
        "TargetHost", "Protocols", "Revocation", "DangerousAcceptAnyCertificate",
    ];

    private readonly List<Error> _errors = [];
    private StompOptions _options = new();

    private ConfigurationReader()
    {
    }

    /// <summary>What could be read, and what is wrong with the rest.</summary>
    /// <param name="Options">What could be read.</param>
    /// <param name="Errors">What could not be.</param>
    public readonly record struct Result(StompOptions Options, IReadOnlyList<Error> Errors);

    public static Result Read(IConfiguration configuration)
    {
        var reader = new ConfigurationReader();
        var children = configuration.GetChildren().Where(IsGiven).ToList();
        // The address goes first: what stands beside it is more particular.
        reader.ReadEndpoints(Find(children, "Address"), Find(children, "Endpoints"));
        foreach (var child in children)
            reader.ReadChild(child);
        return new(reader._options, reader._errors);
    }

    /// <summary>Options that are right, as somebody changed them after they were read.</summary>
    /// <exception cref="OptionsValidationException">They are wrong; all that is wrong is listed.</exception>
    public static StompOptions Checked(IConfiguration configuration, string name, Func<StompOptions, StompOptions>? change)
    {
        var (options, errors) = Read(configuration);
        options = change is null ? options : change(options);
        var all = options.Validate().Match(Succ: _ => errors, Fail: wrong => [.. errors, .. wrong]);
        return all.Count == 0 ? options : throw new OptionsValidationException(name, typeof(StompOptions), all.Select(static error => error.Message));
    }

    private static bool IsGiven(IConfigurationSection section) => section.Value is not null || section.GetChildren().Any();

    private static bool Is(string key, string name) => string.Equals(key, name, StringComparison.OrdinalIgnoreCase);

    private static IConfigurationSection? Find(List<IConfigurationSection> sections, string key) => sections.Find(section => Is(section.Key, key));

    private void ReadChild(IConfigurationSection child)
    {
        if (Array.Find(Sections, name => Is(child.Key, name)) is { } section)
            ReadSection(section, child);
        else if (Is(child.Key, "ConnectHeaders"))
            _options = _options with { ConnectHeaders = Headers.From(child.GetChildren().Select(header => new Header(header.Key, header.Value ?? ""))) };
        else if (Is(child.Key, "Tls"))
            ReadTls(child);
        else if (!Is(child.Key, "Address") && !Is(child.Key, "Endpoints"))
            ReadSetting(child.Key, child, "");
    }

    private void ReadSection(string name, IConfigurationSection section)
    {
        if (section.Value is { Length: > 0 } value)
            Wrong($"{name} is {value}; it must be a section");
        foreach (var child in section.GetChildren().Where(IsGiven))
            ReadSetting($"{name}.{child.Key}", child, name + ".");
    }

    private void ReadSetting(string key, IConfigurationSection child, string within)
    {
        if (Setting.All.FirstOrDefault(setting => Is(setting.Key, key)) is not { } known)
        {
            var names = Setting.All.Select(setting => setting.Key).Where(name => within.Length == 0 ? !name.Contains('.', StringComparison.Ordinal) : name.StartsWith(within, StringComparison.Ordinal));
            Unknown(key, within.Length == 0 ? names.Concat(Sections).Concat(Others) : names.Select(name => name[within.Length..]));
        }
        else if (Text(child) is not { } text)
        {
            Wrong($"{known.Key} is a section; it must be a value");
        }
        else if (known.Apply(_options, text, false) is { Complaint: null } read)
        {
            _options = read.Value;
        }
        else
        {
            Wrong($"{known.Key} is {Shown(text)}; it must be {known.Apply(_options, text, false).Complaint}");
        }
    }

    /// <summary>A value, or a list as it would be written in one; null for a section.</summary>
    private static string? Text(IConfigurationSection section)
    {
        var items = section.GetChildren().ToList();
        return items.Count == 0 ? section.Value
            : items.TrueForAll(item => int.TryParse(item.Key, out _) && item.Value is not null) ? string.Join(',', items.Select(item => item.Value))
            : null;
    }

    private void ReadEndpoints(IConfigurationSection? address, IConfigurationSection? endpoints)
    {
        if (address is not null && endpoints is not null)
            Wrong("Address and Endpoints are both given; only one of them can say where to connect");
        else if (address is not null)
            ReadAddress("Address", address.Value ?? "", first: true);
        var place = 0;
        foreach (var endpoint in address is null && endpoints is not null ? endpoints.GetChildren() : [])
        {
            ReadAddress(FormattableString.Invariant($"Endpoints.{place}"), endpoint.Value ?? "", place == 0);
            place++;
        }

        if (address is null && endpoints is not null && place == 0)
            Wrong($"Endpoints is {Shown(endpoints.Value ?? "")}; it must be a list of addresses, for instance stomp://localhost:61613");
    }

    private void ReadAddress(string key, string text, bool first)
    {
        try
        {
            var read = BrokerAddress.Parse(text);
            if (!first && (read.Login is not null || read with { Endpoints = default } != new StompOptions { Endpoints = default }))
                Wrong($"{key} carries more than a host, a port and a virtual host; the first address, or the options beside it, say the rest");
            _options = first ? read : _options with { Endpoints = _options.Endpoints.Concat(read.Endpoints) };
        }
        catch (ArgumentException exception)
        {
            // The message leaves the password out.
            Wrong($"{key}: {exception.Message.TrimEnd('.')}");
        }
    }

    private void ReadTls(IConfigurationSection section)
    {
        var children = section.GetChildren().ToList();
        if (children.Count > 0 && children.TrueForAll(child => int.TryParse(child.Key, out _)))
        {
            foreach (var child in children)
                ReadRule($"Tls.{child.Key}.", child);
        }
        else
        {
            ReadRule("Tls.", section);
        }
    }

    private void ReadRule(string prefix, IConfigurationSection section)
    {
        var children = section.GetChildren().Where(IsGiven).ToList();
        foreach (var child in children.Where(child => !TlsKeys.Any(key => Is(child.Key, key))))
            Unknown(prefix + child.Key, TlsKeys);
        string? Value(string key) => Find(children, key)?.Value;
        T? Take<T>(string key, Func<string, Reading<T>> read)
        {
            if (Value(key) is not { } text)
                return default;
            var reading = read(text);
            if (reading.Complaint is { } complaint)
                Wrong($"{prefix}{key} is {Shown(text)}; it must be {complaint}");
            return reading.Value;
        }

        var tls = new TlsOptions
        {
            Authorities = Value("Authorities"),
            TargetHost = Value("TargetHost"),
            Protocols = Take("Protocols", static text => Written.Name<SslProtocols>(text)),
            Revocation = Take("Revocation", static text => Written.Name<X509RevocationMode>(text)),
            DangerousAcceptAnyCertificate = Take("DangerousAcceptAnyCertificate", Written.Truth),
        };
        if (Value("ClientCertificate") is { } file)
            tls = WithCertificate(tls, prefix, file, Value("ClientCertificateKey"), Value("ClientCertificatePassword"));
        else if (Value("ClientCertificateKey") is not null || Value("ClientCertificatePassword") is not null)
            Wrong($"{prefix}ClientCertificate is not given, so that its key and password mean nothing; give it, or leave them out");
        _options = _options with { Tls = _options.Tls.Add(new(Value("Host"), Value("Port") is null ? null : Take("Port", Written.Count), tls)) };
    }

    /// <summary>PEM, or PFX by the name of the file; what the file holds beside the certificate goes with it.</summary>
    private TlsOptions WithCertificate(TlsOptions tls, string prefix, string file, string? key, string? password)
    {
        try
        {
            return Path.GetExtension(file) is ".pfx" or ".p12"
                ? tls with { ClientCertificate = ClientCertificates.FromPfx(file, password), ClientCertificateChain = ClientCertificates.ChainFromPfx(file, password) }
                : tls with { ClientCertificate = ClientCertificates.FromPem(file, key, password), ClientCertificateChain = ClientCertificates.ChainFromPem(file) };
        }
        catch (Exception exception) when (exception is CryptographicException or IOException or UnauthorizedAccessException)
        {
            Wrong($"{prefix}ClientCertificate is {Shown(file)}; it must be a PEM or PFX file with a certificate whose private key can be read: {exception.Message.TrimEnd('.')}");
            return tls;
        }
    }

    private void Unknown(string key, IEnumerable<string> known) => Wrong($"{key} is no option; known are {string.Join(", ", known)}");

    private void Wrong(string text) => _errors.Add(Error.New(text + "."));

    private static string Shown(string text) => text.Length == 0 ? "empty" : text;
}

using System.Collections;
using System.Collections.Frozen;

namespace Strata.Core.Hosting;

/// <summary>The environment variables that an operation sees. A host may give others than the process has.</summary>
/// <param name="values">By name.</param>
public sealed class EnvironmentVariables(IReadOnlyDictionary<string, string> values)
{
    private readonly FrozenDictionary<string, string> _values = values.ToFrozenDictionary(
        OperatingSystem.IsWindows() ? StringComparer.OrdinalIgnoreCase : StringComparer.Ordinal
    );

    /// <summary>The value; null where the variable is not set or empty.</summary>
    public string? this[string name] => _values.GetValueOrDefault(name) is { Length: > 0 } value ? value : null;

    /// <summary>Every variable with its value.</summary>
    public IReadOnlyDictionary<string, string> All => _values;

    /// <summary>Those of this process, as they are now.</summary>
    public static EnvironmentVariables OfProcess() =>
        new(Environment.GetEnvironmentVariables().Cast<DictionaryEntry>().ToDictionary(v => (string)v.Key, v => v.Value as string ?? ""));
}

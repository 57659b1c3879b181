using Strata.Core.Text;

namespace Strata.Deploy.Recording;

/// <summary>Removes secrets, and characters that a terminal would obey, from texts that are shown and kept.</summary>
/// <param name="secrets">The secrets, resolved.</param>
internal sealed class SecretMask(IEnumerable<string> secrets)
{
    private const int ShortestHidden = 4;

    // The longest first: one may be a part of another. A URL writes a secret in its own way.
    private readonly string[] _secrets =
    [
        .. secrets
            .Where(s => s.Length >= ShortestHidden)
            .SelectMany(s => new[] { s, Uri.EscapeDataString(s) })
            .Distinct()
            .OrderByDescending(s => s.Length),
    ];

    public string Clean(string text)
    {
        foreach (var secret in _secrets)
            text = text.Replace(secret, "***", StringComparison.Ordinal);
        return ControlCharacters.Escape(text).ReplaceLineEndings(" ");
    }
}

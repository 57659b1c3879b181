using Strata.Core.Problems;
using Strata.Core.Safety;
using Strata.Core.Text;

namespace Strata.Explaining;

/// <summary>Every problem, hazard and lint rule, by code.</summary>
internal sealed class ProblemRegistry
{
    private readonly Dictionary<string, CodeReference> _byCode;

    /// <param name="problems">The problems of the libraries and the host.</param>
    public ProblemRegistry(IEnumerable<ProblemDefinition> problems)
    {
        Problems = [.. problems.OrderBy(p => p.Code, StringComparer.Ordinal)];
        Codes = [.. Problems.Select(CodeReference.Of), .. Hazards.Select(CodeReference.Of), .. Lints.Select(CodeReference.Of)];
        _byCode = Codes.ToDictionary(c => c.Code, StringComparer.OrdinalIgnoreCase);
    }

    /// <summary>The problems, in the order of their codes.</summary>
    public IReadOnlyList<ProblemDefinition> Problems { get; }

    /// <summary>The hazards, in the order of their codes.</summary>
    public IReadOnlyList<HazardDefinition> Hazards { get; } = [.. Core.Safety.Hazards.All.OrderBy(h => h.Code, StringComparer.Ordinal)];

    /// <summary>The lint rules of every dialect, in the order of their codes.</summary>
    public IReadOnlyList<LintRule> Lints { get; } = [.. DatabaseProviders.Lints.OrderBy(r => r.Code, StringComparer.Ordinal)];

    /// <summary>Problems, then hazards, then lint rules.</summary>
    public IReadOnlyList<CodeReference> Codes { get; }

    /// <summary>The reference of a code; null for an unknown one.</summary>
    /// <param name="code">In any case.</param>
    public CodeReference? Find(string code) => _byCode.GetValueOrDefault(code);

    /// <summary>The known code that is nearest to a word; null when none is near.</summary>
    public string? Nearest(string word) => Spelling.Nearest(word, _byCode.Keys);
}

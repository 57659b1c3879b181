using System.Data.Common;
using Strata.Core.Model;
using Strata.Core.Problems;

namespace Strata.Core.Diagnosis;

/// <summary>The result of an examination.</summary>
public enum Health
{
    Good,

    /// <summary>Works, and somebody should know.</summary>
    Doubtful,

    /// <summary>Commands will fail.</summary>
    Bad,
}

/// <summary>One thing that was looked at.</summary>
/// <param name="Health">The result.</param>
/// <param name="Subject">The thing examined: <c>clock</c>, <c>privileges</c>.</param>
/// <param name="Found">Its condition, in words.</param>
/// <param name="Fix">The remedy; null where nothing is to be done.</param>
public sealed record Symptom(Health Health, string Subject, string Found, Remedy? Fix = null);

/// <summary>Looks a database over, by a login that may do no more than the project's. Changes nothing.</summary>
public interface IDoctor
{
    /// <param name="connection">Open.</param>
    /// <param name="wanted">The catalog that the project's migrations lead to.</param>
    /// <param name="now">This machine's time.</param>
    /// <param name="cancellationToken">Stops.</param>
    Task<IReadOnlyList<Symptom>> ExamineAsync(
        DbConnection connection,
        Catalog wanted,
        Func<DateTimeOffset> now,
        CancellationToken cancellationToken
    );
}

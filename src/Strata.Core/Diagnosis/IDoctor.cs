using System.Data.Common;
using Strata.Core.Model;
using Strata.Core.Problems;

namespace Strata.Core.Diagnosis;

/// <summary>How a thing was found.</summary>
public enum Health
{
    Good,

    /// <summary>It works, and somebody should know.</summary>
    Doubtful,

    /// <summary>Commands will fail.</summary>
    Bad,
}

/// <summary>One thing that was looked at.</summary>
/// <param name="Health">How it was found.</param>
/// <param name="Subject">What was looked at: <c>clock</c>, <c>privileges</c>.</param>
/// <param name="Found">What it is like.</param>
/// <param name="Fix">What to do about it; empty where nothing is to be done.</param>
public sealed record Symptom(Health Health, string Subject, string Found, Remedy? Fix = null);

/// <summary>Looks a database over, by a login that may do no more than the project's. Changes nothing.</summary>
public interface IDoctor
{
    /// <param name="connection">Open.</param>
    /// <param name="wanted">What the project's migrations lead to.</param>
    /// <param name="now">This machine's time.</param>
    /// <param name="cancellationToken">Stops.</param>
    Task<IReadOnlyList<Symptom>> ExamineAsync(
        DbConnection connection,
        Catalog wanted,
        Func<DateTimeOffset> now,
        CancellationToken cancellationToken
    );
}

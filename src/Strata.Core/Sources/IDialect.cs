using System.Data.Common;
using Strata.Core.Model;

namespace Strata.Core.Sources;

/// <summary>One database system: its kinds, how it is reached and read, and where throwaway copies come from.</summary>
public interface IDialect
{
    /// <summary>As in strata.json: <c>postgresql</c> or <c>sqlite</c>.</summary>
    string Name { get; }

    KindSet Kinds { get; }

    /// <summary>A connection, not yet open, to a URL or connection string of this dialect.</summary>
    /// <exception cref="ProblemException">The text is no connection string of this dialect (exit 2).</exception>
    DbConnection CreateConnection(string url);

    /// <summary>Everything in the managed schemas of an open connection.</summary>
    Task<Catalog> ReadAsync(DbConnection connection, CancellationToken cancellationToken);

    /// <summary>Settings a session needs before a plan's statements run in it, as statements of their own.</summary>
    IEnumerable<string> SessionSettings(Plan plan);
}

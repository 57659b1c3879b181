using System.Collections.Immutable;

namespace Strata.Core.Sql;

/// <summary>A line <c>-- strata:name arguments</c>: a comment that Strata reads.</summary>
/// <param name="Name">One of <see cref="SqlHeaders"/>'s names.</param>
/// <param name="Arguments">The words after the name.</param>
/// <param name="Where"><c>file:line:column</c>.</param>
public sealed record SqlHeader(string Name, ImmutableArray<string> Arguments, string Where)
{
    /// <summary>True where it changes the run of the file: then it takes part in the file's hash.</summary>
    internal bool ChangesRun => Name is SqlHeaders.Transaction or SqlHeaders.Rebuild;

    /// <summary>1-based number of the statement that follows it; one more than there are where none does.</summary>
    internal int Before { get; init; }

    /// <summary>The text that is hashed and that a migration's reader sees, without <c>-- strata:</c>.</summary>
    public override string ToString() => Arguments.IsEmpty ? Name : $"{Name} {string.Join(' ', Arguments)}";
}

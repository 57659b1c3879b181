using Strata.Schema.Binding;

namespace Strata.Schema.Rendering;

/// <summary>The statements rendered so far. A mistake in one of them does not prevent the others.</summary>
internal sealed class StatementList(ErrorList errors)
{
    private readonly List<Statement> _items = [];

    public IReadOnlyList<Statement> Items => _items;

    /// <param name="source">The user's line that asks for the statement.</param>
    /// <param name="address">The object that the statement creates or changes.</param>
    /// <param name="sql">Renders the statement, or throws a <see cref="SchemaException"/>.</param>
    public void Add(SourceLine source, string address, Func<string> sql) => errors.Collect(() => _items.Add(new(sql(), source, address)));
}

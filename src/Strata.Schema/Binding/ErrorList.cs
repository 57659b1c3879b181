namespace Strata.Schema.Binding;

/// <summary>The mistakes found so far, so that one run reports all of them.</summary>
internal sealed class ErrorList
{
    private readonly List<SchemaException> _items = [];

    public IReadOnlyList<SchemaException> Items => _items;

    public bool IsEmpty => _items.Count == 0;

    /// <summary>Runs the action and adds the <see cref="SchemaException"/> it throws, so that the next action still runs.</summary>
    public void Collect(Action action)
    {
        try
        {
            action();
        }
        catch (SchemaException mistake)
        {
            _items.Add(mistake);
        }
    }
}

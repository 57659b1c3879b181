namespace Strata.Schema;

/// <summary>The schema that this thread reads. With it one table can name another, in any order of their creation.</summary>
/// <param name="dialect">The dialect that the schema is read for.</param>
/// <param name="create">Creates a table from its class.</param>
internal sealed class SchemaContext(Dialect dialect, Func<Type, Table> create)
{
    [ThreadStatic]
    private static SchemaContext? t_current;

    private readonly Dictionary<Type, Table> _tables = [];
    private readonly HashSet<Type> _started = [];

    /// <summary>The schema that this thread reads; null outside of <see cref="Run"/>.</summary>
    public static SchemaContext? Current => t_current;

    public Dialect Dialect { get; } = dialect;

    /// <exception cref="SchemaException">This thread reads no schema.</exception>
    public static SchemaContext Require(SourceLine source) =>
        t_current ?? throw new SchemaException("Table<T>() can be called only while Strata reads the schema", source);

    /// <summary>Runs a function with this context as the current one.</summary>
    public T Run<T>(Func<T> function)
    {
        var previous = t_current;
        t_current = this;
        try
        {
            return function();
        }
        finally
        {
            t_current = previous;
        }
    }

    /// <summary>Makes a table known before its constructor has finished.</summary>
    public void Add(Table table) => _tables[table.GetType()] = table;

    /// <summary>The table of a class, created at the first call.</summary>
    /// <exception cref="SchemaException">The class is abstract, or its columns need the table itself.</exception>
    public Table Table(Type type, SourceLine source)
    {
        if (_tables.TryGetValue(type, out var known))
            return known;
        if (type.IsAbstract)
            throw new SchemaException($"{type.Name} is abstract, so it is no table; name a class derived from it", source);
        if (!_started.Add(type))
        {
            throw new SchemaException(
                $"the columns of {type.Name} name {type.Name} itself through other tables; move that SQL into the constructor",
                source
            );
        }

        var table = create(type);
        _tables[type] = table;
        return table;
    }
}

namespace Strata.Schema.Building;

/// <summary>The schema being read on this thread: lets one table name another, whichever is made first.</summary>
internal sealed class SchemaContext(Dialect dialect, Func<Type, Table> create)
{
    [ThreadStatic]
    private static SchemaContext? t_current;

    private readonly Dictionary<Type, Table> _tables = [];
    private readonly HashSet<Type> _making = [];

    public static SchemaContext? Current => t_current;

    public Dialect Dialect { get; } = dialect;

    public static SchemaContext Require(string file, int line) =>
        t_current ?? throw new SchemaException("Table<T>() works only while Strata reads the schema", file, line);

    public T Run<T>(Func<T> work)
    {
        var before = t_current;
        t_current = this;
        try
        {
            return work();
        }
        finally
        {
            t_current = before;
        }
    }

    public void Announce(Table table) => _tables[table.GetType()] = table;

    public Table Table(Type type, SourceLine source)
    {
        if (_tables.TryGetValue(type, out var known))
            return known;
        if (type.IsAbstract)
            throw new SchemaException($"{type.Name} is abstract, so there is no such table; name a class derived from it", source);
        if (!_making.Add(type))
        {
            throw new SchemaException(
                $"the columns of {type.Name} name {type.Name} itself through other tables; move that SQL into the constructor",
                source
            );
        }

        var made = create(type);
        _tables[type] = made;
        return made;
    }
}

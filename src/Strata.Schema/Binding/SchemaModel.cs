namespace Strata.Schema.Binding;

/// <summary>A schema in which every object has its name.</summary>
/// <param name="dialect">The dialect that the schema is bound for.</param>
/// <param name="naming">Makes the names that the user did not give.</param>
/// <param name="defaultSchema">The schema of objects that name none, on PostgreSQL.</param>
internal sealed class SchemaModel(Dialect dialect, NamingConvention naming, string defaultSchema)
{
    private readonly Dictionary<Type, BoundTable> _byType = [];
    private readonly Dictionary<Type, MappedEnum> _enums = [];

    public Dialect Dialect { get; } = dialect;
    public NamingConvention Naming { get; } = naming;

    /// <summary>The schema of objects that name none; on SQLite main (https://www.sqlite.org/lang_naming.html).</summary>
    public string DefaultSchema { get; } = dialect == Dialect.Sqlite ? "main" : defaultSchema;

    public List<BoundTable> Tables { get; } = [];

    /// <summary>The declarations of the database classes that exist on the dialect.</summary>
    public List<Definition> Items { get; } = [];

    public NameRegistry Names { get; } = new();
    public ErrorList Errors { get; } = new();
    public IEnumerable<MappedEnum> Enums => _enums.Values;

    public IEnumerable<T> Of<T>()
        where T : Definition => Items.OfType<T>();

    public void Add(BoundTable table)
    {
        Tables.Add(table);
        _byType[table.Table.GetType()] = table;
    }

    /// <summary>Adds an enum type, unless it is there already.</summary>
    public void Add(MappedEnum type) => _enums.TryAdd(type.Type, type);

    public MappedEnum? FindEnum(Type type) => _enums.GetValueOrDefault(type);

    /// <exception cref="SchemaException">The table does not exist on this dialect.</exception>
    public BoundTable Table(Type type, SourceLine source) =>
        _byType.GetValueOrDefault(type)
        ?? throw new SchemaException(
            $"{type.Name} is not a table on this dialect; add .OnlyOn(…) to the reference, or remove [OnlyOn] from the table",
            source
        );

    public string SchemaOf(string? given) => given ?? DefaultSchema;

    public (string Schema, string Name) NameOf(MappedEnum type) =>
        (SchemaOf(type.SchemaName), type.GivenName ?? NamingConvention.Shorten(Naming.EnumType(type.Type.Name)));
}

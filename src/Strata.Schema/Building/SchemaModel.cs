using Strata.Schema.Types;

namespace Strata.Schema.Building;

/// <summary>The whole schema with names, ready to be written.</summary>
internal sealed class SchemaModel(Dialect dialect, NamingConvention naming, string defaultSchema)
{
    private readonly Dictionary<Type, BoundTable> _byType = [];
    private readonly Dictionary<Type, EnumType> _enums = [];

    public Dialect Dialect { get; } = dialect;
    public NamingConvention Naming { get; } = naming;

    /// <summary>SQLite calls its only schema main.</summary>
    public string DefaultSchema { get; } = dialect == Dialect.Sqlite ? "main" : defaultSchema;

    public List<BoundTable> Tables { get; } = [];
    public List<Definition> Items { get; } = [];
    public NameBook Names { get; } = new();
    public ErrorList Errors { get; } = new();
    public IEnumerable<EnumType> Enums => _enums.Values;

    public IEnumerable<T> Of<T>()
        where T : Definition => Items.OfType<T>();

    public void Add(BoundTable table)
    {
        Tables.Add(table);
        _byType[table.Table.GetType()] = table;
    }

    public void Use(EnumType type) => _enums.TryAdd(type.Type, type);

    public EnumType? FindEnum(Type type) => _enums.GetValueOrDefault(type);

    /// <exception cref="SchemaException">The table does not exist on this dialect.</exception>
    public BoundTable Table(Type type, SourceLine source) =>
        _byType.GetValueOrDefault(type)
        ?? throw new SchemaException(
            $"{type.Name} is not a table on this dialect; say .OnlyOn(…) of what names it, or drop [OnlyOn] there",
            source
        );

    public string SchemaOf(string? given) => given ?? DefaultSchema;

    public (string Schema, string Name) NameOf(EnumType type) =>
        (SchemaOf(type.SchemaName), type.GivenName ?? NamingConvention.Shorten(Naming.EnumType(type.Type.Name)));
}

/// <summary>Mistakes gathered, so that the user sees all of them at once.</summary>
internal sealed class ErrorList
{
    public List<SchemaException> Items { get; } = [];

    /// <summary>Does the work; a mistake in it is kept and the next piece of work goes on.</summary>
    public void Guard(Action work)
    {
        try
        {
            work();
        }
        catch (SchemaException mistake)
        {
            Items.Add(mistake);
        }
    }
}

/// <summary>Which names are taken, so that conventional names step aside as PostgreSQL's own do.</summary>
internal sealed class NameBook
{
    private readonly Dictionary<(string Scope, string Name), string> _taken = [];

    /// <param name="scope">A schema for relations and types, a table for constraints.</param>
    /// <param name="name">The name wanted.</param>
    /// <param name="what">Who wants it, for the message.</param>
    /// <param name="source">The line that wants it.</param>
    /// <exception cref="SchemaException">Something else has it.</exception>
    public void Claim(string scope, string name, string what, SourceLine source)
    {
        if (string.IsNullOrEmpty(name))
            throw new SchemaException($"{what} has an empty name", source);
        if (System.Text.Encoding.UTF8.GetByteCount(name) > NamingConvention.MaxBytes)
        {
            throw new SchemaException(
                $"{what} has a name of more than {NamingConvention.MaxBytes} bytes, which PostgreSQL would cut: \"{name}\"",
                source
            );
        }

        if (!_taken.TryAdd((scope, name), what))
            throw new SchemaException($"{what}: the name \"{name}\" is taken by {_taken[(scope, name)]}", source);
    }

    /// <summary>The name, or the name and the first number that makes it free in all the scopes.</summary>
    public string Free(string name, string what, params string[] scopes)
    {
        for (var number = 0; ; number++)
        {
            var candidate = NamingConvention.Shorten(number == 0 ? name : $"{name}{number}");
            if (scopes.Any(s => _taken.ContainsKey((s, candidate))))
                continue;
            foreach (var scope in scopes)
                _taken.Add((scope, candidate), what);
            return candidate;
        }
    }
}

using Strata.Schema.Binding;

namespace Strata.Schema.Rendering;

/// <summary>CREATE SEQUENCE, the owners of sequences, and the options that identity columns share.</summary>
internal sealed class PostgresSequences(SchemaModel model, SqlNames names, StatementList statements)
{
    public void Write()
    {
        foreach (var sequence in model.Of<SequenceDefinition>())
            statements.Add(sequence.Source, AddressOf(sequence), () => Create(sequence));
    }

    /// <summary>Writes OWNED BY for each sequence that has an owner; the tables have to exist.</summary>
    public void WriteOwners()
    {
        foreach (var sequence in model.Of<SequenceDefinition>())
        {
            if (sequence.OwnerColumn is { } owner)
                statements.Add(sequence.Source, AddressOf(sequence), () => OwnedBy(sequence, owner.Table, owner.Column));
        }
    }

    /// <summary>The options in the order of PostgreSQL's manual; the empty text for none.</summary>
    public static string Options(SequenceOptions options)
    {
        List<string> clauses = [];
        if (options.Increment is { } increment)
            clauses.Add($"INCREMENT BY {increment}");
        if (options.Minimum is { } minimum)
            clauses.Add($"MINVALUE {minimum}");
        if (options.Maximum is { } maximum)
            clauses.Add($"MAXVALUE {maximum}");
        if (options.Start is { } start)
            clauses.Add($"START WITH {start}");
        if (options.CacheSize is { } cache)
            clauses.Add($"CACHE {cache}");
        if (options.Cycles)
            clauses.Add("CYCLE");
        return string.Join(' ', clauses);
    }

    private string Create(SequenceDefinition sequence)
    {
        var unlogged = sequence.IsUnlogged ? "UNLOGGED " : "";
        var type = sequence.TypeName is { } name ? $" AS {name}" : "";
        var options = Options(sequence.Options);
        return $"CREATE {unlogged}SEQUENCE {names.Of(sequence)}{type}{(options.Length == 0 ? "" : " " + options)}";
    }

    private string OwnedBy(SequenceDefinition sequence, Type type, Func<Table, Column> column)
    {
        var table = model.Table(type, sequence.Source);
        var owner = table.Resolve(column(table.Table), sequence.Source);
        return $"ALTER SEQUENCE {names.Of(sequence)} OWNED BY {names.Of(table)}.{SqlNames.Quote(owner.BoundName)}";
    }

    private string AddressOf(SequenceDefinition sequence) =>
        ObjectAddress.Of("sequence", model.SchemaOf(sequence.SchemaName), sequence.Name);
}

using Strata.Schema.Building;
using Strata.Schema.Types;

namespace Strata.Schema.Rendering;

/// <summary>Writes the schema as PostgreSQL DDL: what is needed comes before what needs it, and foreign keys after all tables.</summary>
internal sealed class PostgresWriter
{
    private readonly SchemaModel _model;
    private readonly StatementList _statements;
    private readonly SqlNames _names;
    private readonly PostgresTypes _types;

    public PostgresWriter(SchemaModel model, StatementList statements)
    {
        _model = model;
        _statements = statements;
        _names = new SqlNames(model);
        _types = new PostgresTypes(_names);
    }

    public void Write()
    {
        WriteSchemas();
        foreach (var extension in _model.Of<ExtensionDefinition>())
            Write(extension);
        foreach (var type in _model.Enums)
            Write(type);
        foreach (var sequence in _model.Of<SequenceDefinition>())
            Write(sequence);
        foreach (var domain in _model.Of<DomainDefinition>())
            Write(domain);

        var tables = new PostgresTables(_names, _types, _statements);
        var parts = new PostgresParts(_model, _names, _types, _statements);
        foreach (var table in _model.Tables)
            tables.Write(table);
        foreach (var sequence in _model.Of<SequenceDefinition>().Where(s => s.OwnerColumn is not null))
            WriteOwner(sequence);
        foreach (var table in _model.Tables)
            parts.WriteIndexes(table);
        foreach (var table in _model.Tables)
            parts.WriteForeignKeys(table);

        var routines = new PostgresRoutines(_model, _names, _statements);
        routines.Write();
        var views = new PostgresViews(_model, _names, parts, _statements);
        views.Write();
        var security = new PostgresTriggers(_model, _names, _statements);
        security.Write();
        new PostgresComments(_model, _names, _statements).Write();
    }

    private void WriteSchemas()
    {
        var declared = _model.Of<SchemaDefinition>().ToDictionary(s => s.Name, StringComparer.Ordinal);
        foreach (var name in SchemaList.Of(_model).Where(n => n != "public" || declared.ContainsKey(n)))
        {
            var definition = declared.GetValueOrDefault(name);
            var source = definition?.Source ?? SchemaList.FirstMention(_model, name);
            var owner = definition?.OwnerName is { } role ? $" AUTHORIZATION {SqlNames.Quote(role)}" : "";
            _statements.Add(source, SchemaAddress.Text("schema", name), () => $"CREATE SCHEMA IF NOT EXISTS {SqlNames.Quote(name)}{owner}");
        }
    }

    private void Write(ExtensionDefinition extension) =>
        _statements.Add(
            extension.Source,
            SchemaAddress.Text("extension", extension.Name),
            () =>
            {
                var schema = extension.SchemaName is { } name ? $" SCHEMA {SqlNames.Quote(name)}" : "";
                var version = extension.Version is { } text ? $" VERSION {Literals.Quote(text, extension.Source)}" : "";
                return $"CREATE EXTENSION IF NOT EXISTS {SqlNames.Quote(extension.Name)}{schema}{version}";
            }
        );

    private void Write(EnumType type)
    {
        var (schema, name) = _model.NameOf(type);
        _statements.Add(
            type.Source,
            SchemaAddress.Text("type", schema, name),
            () =>
            {
                var labels = EnumLabels.Of(type, _model.Naming).Select(l => Literals.Quote(l.Text, type.Source));
                return $"CREATE TYPE {_names.Of(type)} AS ENUM ({string.Join(", ", labels)})";
            }
        );
    }

    private void Write(SequenceDefinition sequence) =>
        _statements.Add(
            sequence.Source,
            AddressOf("sequence", sequence),
            () =>
            {
                var unlogged = sequence.IsUnlogged ? "UNLOGGED " : "";
                var type = sequence.TypeName is { } word ? $" AS {word}" : "";
                var options = sequence.Options.Render();
                return $"CREATE {unlogged}SEQUENCE {_names.Object(sequence)}{type}{(options.Length == 0 ? "" : " " + options)}";
            }
        );

    private void WriteOwner(SequenceDefinition sequence) =>
        _statements.Add(
            sequence.Source,
            AddressOf("sequence", sequence),
            () =>
            {
                var (type, column) = sequence.OwnerColumn!.Value;
                var table = _model.Table(type, sequence.Source);
                var owner = table.Resolve(column(table.Table), sequence.Source);
                return $"ALTER SEQUENCE {_names.Object(sequence)} OWNED BY {_names.Of(table)}.{SqlNames.Quote(owner.BoundName)}";
            }
        );

    private void Write(DomainDefinition domain) =>
        _statements.Add(
            domain.Source,
            AddressOf("type", domain),
            () =>
            {
                List<string> words = [$"CREATE DOMAIN {_names.Object(domain)} AS {_types.Of(domain.Type.Type)}"];
                if (domain.Type.CollationName is { } collation)
                    words.Add($"COLLATE {PostgresTypes.Collation(collation)}");
                if (_types.Default(domain.Type) is { } value)
                    words.Add($"DEFAULT {value}");
                if (domain.IsNotNull)
                    words.Add("NOT NULL");
                foreach (var (name, condition) in domain.Checks)
                {
                    words.Add(
                        $"{(name is null ? "" : $"CONSTRAINT {SqlNames.Quote(name)} ")}CHECK ({_names.Render(condition, domain.Source)})"
                    );
                }

                return string.Join(' ', words);
            }
        );

    private string AddressOf(string type, SchemaObject item) => SchemaAddress.Text(type, _model.SchemaOf(item.SchemaName), item.Name);
}

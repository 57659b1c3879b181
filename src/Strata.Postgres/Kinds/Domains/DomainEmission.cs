using Strata.Core.CSharpEmission;
using Strata.Postgres.CSharpEmission;

namespace Strata.Postgres.Kinds.Domains;

/// <summary>A domain as a call in the constructor of the database.</summary>
internal static class DomainEmission
{
    public static EmittedCode? Of(Domain domain, CodeContext context)
    {
        var type = ColumnTypeEmission.Of(domain.DataType, context);
        if (domain.Collation is { } collation)
        {
            if (EmissionText.DottedName(collation) is not { } name)
                return null;
            type += $".Collate({CSharp.Literal(name)})";
        }
        if (domain.Default is { } value)
            type += "." + ValueEmission.Default(value, domain.DataType, null, context);
        var text =
            $"Domain({CSharp.Literal(domain.Id.Name)}, {type}{EmissionText.SchemaArgument(domain.Id, context)})"
            + (domain.NotNull ? ".NotNull()" : "");
        foreach (var check in domain.Checks)
        {
            var tokens = EmissionText.Tokens(check);
            if (tokens.TakeName() is not { } name || !tokens.Take("CHECK") || tokens.TakeBracket() is not { } condition || !tokens.AtEnd)
                return null;
            var given = name == $"{domain.Id.Name}_check" ? "" : $", {CSharp.Literal(name)}";
            text += $".Check({CSharp.Interpolated(EmissionText.Unbracketed(condition))}{given})";
        }
        return new(domain with { NotNullName = null }, new CodePart(CodePlace.Global, text));
    }
}

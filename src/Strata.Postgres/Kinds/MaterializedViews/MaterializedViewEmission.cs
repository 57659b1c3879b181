using Strata.Core.CSharpEmission;
using Strata.Postgres.CSharpEmission;
using Strata.Postgres.Kinds.Views;

namespace Strata.Postgres.Kinds.MaterializedViews;

/// <summary>A materialized view as a call in the constructor of the database.</summary>
internal static class MaterializedViewEmission
{
    public static EmittedCode Of(MaterializedView view, CodeContext context) =>
        new(
            view,
            new CodePart(
                CodePlace.Global,
                string.Concat(
                    $"MaterializedView({CSharp.Literal(view.Id.Name)}, {CSharp.Interpolated(ViewEmission.Query(view.Query))}",
                    $"{EmissionText.SchemaArgument(view.Id, context)})",
                    string.Concat(view.Options.Select(o => $".With({string.Join(", ", o.Split('=', 2).Select(CSharp.Literal))})")),
                    view.Tablespace is { } space ? $".Tablespace({CSharp.Literal(space)})" : "",
                    view.AccessMethod is { } method ? $".AccessMethod({CSharp.Literal(method)})" : "",
                    view.Populated.Value ? "" : ".WithNoData()"
                )
            )
        );
}

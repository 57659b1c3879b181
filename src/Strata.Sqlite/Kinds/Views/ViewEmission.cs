using Strata.Core.CSharpEmission;
using Strata.Core.Sql;
using Strata.Sqlite.Syntax;

namespace Strata.Sqlite.Kinds.Views;

/// <summary>A view as a call in the constructor of the database.</summary>
internal static class ViewEmission
{
    public static EmittedCode? Of(View view)
    {
        var tokens = new SqlTokens(view.Definition, SqliteSyntax.Instance);
        var columns = tokens.Text(0) == "(" ? tokens.TakeNames() : [];
        if (columns is null || !tokens.Take("AS"))
            return null;
        var from = tokens.At;
        tokens.At = tokens.Count;
        var names = columns.Count == 0 ? "" : $".Columns({string.Join(", ", columns.Select(CSharp.Literal))})";
        return new(
            view,
            new CodePart(CodePlace.Global, $"View({CSharp.Literal(view.Id.Name)}, {CSharp.Interpolated(tokens.Since(from))}){names}")
        );
    }
}

using Strata.Core.CSharpEmission;
using Strata.Postgres.CSharpEmission;

namespace Strata.Postgres.Kinds.Views;

/// <summary>A view as a call in the constructor of the database.</summary>
internal static class ViewEmission
{
    public static EmittedCode Of(View view, CodeContext context)
    {
        var options = view.Options.Where(o => Option(o) is not null).ToList();
        var text =
            $"View({CSharp.Literal(view.Id.Name)}, {CSharp.Interpolated(Query(view.Query))}{EmissionText.SchemaArgument(view.Id, context)}"
            + $"){string.Concat(options.Select(Option))}";
        return new(view with { Options = [.. options], Defaults = [] }, new CodePart(CodePlace.Global, text));
    }

    /// <summary>pg_get_viewdef begins with a blank.</summary>
    public static string Query(string query) => query.Trim();

    private static string? Option(string option) =>
        option switch
        {
            "security_barrier=true" => ".SecurityBarrier()",
            "security_invoker=true" => ".SecurityInvoker()",
            "check_option=cascaded" => ".CheckOptionCascaded()",
            "check_option=local" => ".CheckOptionLocal()",
            _ => null,
        };
}

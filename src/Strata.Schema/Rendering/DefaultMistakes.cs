namespace Strata.Schema.Rendering;

/// <summary>The mistakes of defaults that do not suit the type of their column.</summary>
internal static class DefaultMistakes
{
    public static SchemaException Now(Column column) =>
        new($"column {column.BoundName}: DefaultNow() requires a date or a time; write Default($\"…\")", column.Source);

    public static SchemaException Random(Column column) =>
        new($"column {column.BoundName}: DefaultRandom() requires Uuid() or Text(); write Default($\"…\")", column.Source);
}

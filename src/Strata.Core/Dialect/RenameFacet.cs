using Strata.Core.Model;

namespace Strata.Core.Dialect;

/// <summary>The renaming of a kind's objects, which keep all that is in them and on them.</summary>
/// <param name="Write">The statements that give an object another address.</param>
public sealed record RenameFacet(Func<DbObject, ObjectId, RenderContext, IEnumerable<Step>> Write)
{
    /// <summary>
    /// An object that goes and an equal one that comes under another name are the same object: nothing would be lost by a mistake, so
    /// nobody is asked.
    /// </summary>
    public bool ByContent { get; init; }

    /// <summary>Two objects of one type and owner with the same likeness may be one that was renamed.</summary>
    public Func<DbObject, string> Likeness { get; init; } = _ => "";

    /// <summary>The statements that rename one of an object's <see cref="DbObject.InnerParts"/>.</summary>
    public Func<DbObject, ObjectId, ObjectId, IEnumerable<Step>> WritePart { get; init; } = (_, _, _) => [];

    /// <summary>The facet of a kind whose objects are <typeparamref name="T"/>.</summary>
    public static RenameFacet Of<T>(Func<T, ObjectId, IEnumerable<Step>> write, bool byContent = false)
        where T : DbObject => new((o, to, _) => write((T)o, to)) { ByContent = byContent };
}

using System.Diagnostics.CodeAnalysis;
using System.Reflection;

namespace Strata.Schema.Binding;

/// <summary>The tables and databases that the user's classes declare.</summary>
internal sealed class Declarations
{
    private Declarations() { }

    public List<Table> Tables { get; } = [];
    public List<Database> Databases { get; } = [];

    /// <summary>The classes that could not be created.</summary>
    public ErrorList Errors { get; } = new();

    /// <summary>Creates one object of each concrete class, in the order given.</summary>
    [RequiresUnreferencedCode("Finds tables by reflection.")]
    public static Declarations Of(IEnumerable<Type> types, SchemaContext context)
    {
        var declarations = new Declarations();
        foreach (var type in types.Where(t => t is { IsClass: true, IsAbstract: false, ContainsGenericParameters: false }))
        {
            if (type.IsSubclassOf(typeof(Table)))
                declarations.Errors.Collect(() => declarations.Tables.Add(context.Table(type, default)));
            else if (type.IsSubclassOf(typeof(Database)))
                declarations.Errors.Collect(() => declarations.Databases.Add((Database)Create(type)));
        }

        return declarations;
    }

    /// <summary>Creates an object of a class, also by a constructor that is not public.</summary>
    /// <exception cref="SchemaException">The class has no constructor without parameters.</exception>
    [RequiresUnreferencedCode("Calls a constructor by reflection.")]
    public static object Create(Type type)
    {
        const BindingFlags Any = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic;
        var constructor =
            type.GetConstructor(Any, [])
            ?? throw new SchemaException(
                $"{type.Name} has no constructor without parameters; add one, or make the class abstract",
                ClassLocations.Of(type)
            );
        return constructor.Invoke(BindingFlags.DoNotWrapExceptions, null, null, null);
    }
}

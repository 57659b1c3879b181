using System.Diagnostics;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.Loader;
using Strata.Schema;
using Strata.Schema.Output;

namespace Strata.SchemaHost;

/// <summary>One run of the host: compiles the schema or finds it compiled, loads it and reads it.</summary>
internal static class SchemaRun
{
    public static async Task<SchemaScript> ExecuteAsync(HostOptions options, CancellationToken cancellationToken)
    {
        if (!Directory.Exists(options.Folder))
            return InvalidInput($"no schema folder {options.Folder}");
        var files = SchemaFolder.Files(options.Folder, ".cs");
        if (files.Count == 0)
            return InvalidInput("no .cs file in the schema folder; write one with a class that derives from Table");

        var cache = new AssemblyCache(options.CacheFolder);
        var key = await SchemaFolder.HashAsync(options.Folder, files, Versions(), cancellationToken).ConfigureAwait(false);
        if (await cache.FindAsync(key, cancellationToken).ConfigureAwait(false) is not { } image)
        {
            var compiled = await CompileAsync(options.Folder, files, withSymbols: false, cancellationToken).ConfigureAwait(false);
            if (compiled.Image is null)
                return SchemaScript.Failed(compiled.Errors);
            image = compiled.Image;
            await cache.StoreAsync(key, image, cancellationToken).ConfigureAwait(false);
        }

        try
        {
            var script = Read(Load(image, null), options);
            return script.Errors.Count > 0 ? script : Repeated(script, image, options);
        }
        catch (Exception unexpected) when (unexpected is not OperationCanceledException)
        {
            return await LocateAsync(options, files, unexpected, cancellationToken).ConfigureAwait(false);
        }
    }

    // Line numbers need symbols, which take time in every run; so only a run that failed is repeated with them.
    private static async Task<SchemaScript> LocateAsync(
        HostOptions options,
        IReadOnlyList<string> files,
        Exception first,
        CancellationToken cancellationToken
    )
    {
        var compiled = await CompileAsync(options.Folder, files, withSymbols: true, cancellationToken).ConfigureAwait(false);
        if (compiled.Image is null)
            return SchemaScript.Failed(compiled.Errors);
        var assembly = Load(compiled.Image, compiled.Symbols);
        try
        {
            return Read(assembly, options);
        }
        catch (Exception second) when (second is not OperationCanceledException)
        {
            var frame = new StackTrace(Innermost(second), fNeedFileInfo: true)
                .GetFrames()
                .FirstOrDefault(f => f.GetFileName() is not null && f.GetMethod()?.Module.Assembly == assembly);
            var cause = Innermost(first);
            return SchemaScript.Failed(
                new SchemaError(
                    frame?.GetFileName() ?? "",
                    frame?.GetFileLineNumber() ?? 0,
                    frame?.GetFileColumnNumber() ?? 0,
                    SchemaErrorCodes.Run,
                    $"{cause.GetType().Name}: {cause.Message}"
                )
            );
        }
    }

    /// <summary>
    /// Reads the schema again elsewhere. What differs would be another schema on each machine, and at each time: it is a mistake.
    /// </summary>
    private static SchemaScript Repeated(SchemaScript first, byte[] image, HostOptions options)
    {
        using var elsewhere = new OtherSurroundings();
        var second = Read(Load(image, null), options);
        if (first.ToJson() == second.ToJson())
            return first;
        var changed = first.Statements.Zip(second.Statements).FirstOrDefault(p => p.First != p.Second).First;
        return SchemaScript.Failed(
            new SchemaError(
                changed is null ? "" : Path.Combine(options.Folder, changed.File),
                changed?.Line ?? 0,
                0,
                SchemaErrorCodes.Schema,
                $"{changed?.Object ?? "the schema"} reads otherwise each time: it depends on the clock, the time zone, the culture or "
                    + "chance; write a fixed value, or an SQL expression for the database: Default($\"…\")"
            )
        );
    }

    private static SchemaScript Read(Assembly assembly, HostOptions options) =>
        SchemaReader.Read(assembly, options.Dialect, options.Folder);

    private static Assembly Load(byte[] image, byte[]? symbols)
    {
        var context = new AssemblyLoadContext("schema", isCollectible: false);
        using var code = new MemoryStream(image);
        using var lines = symbols is null ? null : new MemoryStream(symbols);
        return context.LoadFromStream(code, lines);
    }

    // Not inlined, so that a run with a cached assembly does not load the compiler.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static Task<CompiledSchema> CompileAsync(
        string folder,
        IReadOnlyList<string> files,
        bool withSymbols,
        CancellationToken cancellationToken
    ) => SchemaCompiler.CompileAsync(folder, files, withSymbols, cancellationToken);

    private static string[] Versions() =>
        [
            typeof(Table).Module.ModuleVersionId.ToString(),
            typeof(SchemaRun).Module.ModuleVersionId.ToString(),
            Environment.Version.ToString(),
        ];

    private static Exception Innermost(Exception exception) =>
        exception is TypeInitializationException or TargetInvocationException && exception.InnerException is { } inner
            ? Innermost(inner)
            : exception;

    private static SchemaScript InvalidInput(string message) => SchemaScript.Failed(SchemaError.Of(SchemaErrorCodes.Input, message));
}

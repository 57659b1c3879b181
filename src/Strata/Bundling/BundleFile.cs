using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using Microsoft.Win32.SafeHandles;
using Strata.Core.Problems;

namespace Strata.Bundling;

/// <summary>
/// An archive behind a program: <c>program, archive, SHA-256 of the archive, its length in eight bytes, a mark</c>. A program's loader does
/// not look there.
/// </summary>
/// <param name="Path">The whole file.</param>
/// <param name="Program">The length of the program in it, in bytes.</param>
/// <param name="Length">The length of the archive, in bytes.</param>
/// <param name="Hash">The hash that the archive must have.</param>
internal sealed record BundleFile(string Path, long Program, long Length, byte[] Hash)
{
    private const int Tail = 32 + 8 + 16;
    private static ReadOnlySpan<byte> Mark => "STRATA-BUNDLE-01"u8;

    /// <summary>The program that runs is native code in one file; what runs in a runtime is not, and can carry nothing.</summary>
    public static string? NativeProgram => RuntimeFeature.IsDynamicCodeSupported ? null : Environment.ProcessPath;

    /// <summary>The archive behind the program that runs; null where there is none. Reads a few bytes.</summary>
    public static BundleFile? Find()
    {
        if (NativeProgram is not { } path)
            return null;
        using var file = TryOpen(path);
        if (file is null)
            return null;
        var size = RandomAccess.GetLength(file);
        Span<byte> tail = stackalloc byte[Tail];
        if (size < Tail || RandomAccess.Read(file, tail, size - Tail) != Tail || !tail[^Mark.Length..].SequenceEqual(Mark))
            return null;
        var length = BinaryPrimitives.ReadInt64LittleEndian(tail[32..]);
        return new BundleFile(path, size - Tail - length, length, tail[..32].ToArray());
    }

    /// <summary>Null for a program that its user may run and not read: whatever is behind it, it could not be used.</summary>
    private static SafeFileHandle? TryOpen(string path)
    {
        try
        {
            return File.OpenHandle(path);
        }
        catch (UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>The archive, seen to be as it was written.</summary>
    /// <exception cref="ProblemException">It is not (ST3070, exit 3).</exception>
    public byte[] Read()
    {
        if (Length > 0 && Program > 0 && Length < int.MaxValue)
        {
            var archive = new byte[Length];
            using var file = File.OpenHandle(Path);
            if (RandomAccess.Read(file, archive, Program) == Length && SHA256.HashData(archive).AsSpan().SequenceEqual(Hash))
                return archive;
        }
        throw BundleProblems.Damaged.Error(
            Path,
            "the migrations in this bundle are not as they were written: the file was damaged or changed",
            "nothing was run",
            "get the file again, or make it again where the project is"
        );
    }

    /// <summary>A copy of a program with an archive behind it.</summary>
    public static async Task WriteAsync(string program, byte[] archive, string output, CancellationToken cancellationToken)
    {
        var temporary = $"{output}.{Environment.ProcessId}.tmp";
        try
        {
            var file = new FileStream(temporary, FileMode.CreateNew);
            await using (file.ConfigureAwait(false))
            {
                var source = File.OpenRead(program);
                await using (source.ConfigureAwait(false))
                    await source.CopyToAsync(file, cancellationToken).ConfigureAwait(false);
                var length = new byte[8];
                BinaryPrimitives.WriteInt64LittleEndian(length, archive.Length);
                foreach (var part in (byte[][])[archive, SHA256.HashData(archive), length, Mark.ToArray()])
                    await file.WriteAsync(part, cancellationToken).ConfigureAwait(false);
            }
            if (!OperatingSystem.IsWindows())
                File.SetUnixFileMode(temporary, (UnixFileMode)0b111_101_101);
            File.Move(temporary, output, overwrite: true);
        }
        finally
        {
            File.Delete(temporary);
        }
    }
}

using System.Runtime.InteropServices;

namespace Strata.Project.SchemaSources.CSharp;

/// <summary>
/// While this is not disposed, processes of the same account cannot read our variables and our memory below <c>/proc</c>; root's can
/// (https://man7.org/linux/man-pages/man2/PR_SET_DUMPABLE.2const.html).
/// </summary>
internal sealed partial class HiddenProcess : IDisposable
{
    private const int SetDumpable = 4;

    private HiddenProcess() { }

    public static HiddenProcess? Hide() => OperatingSystem.IsLinux() && Control(SetDumpable, 0) == 0 ? new() : null;

    public void Dispose() => _ = Control(SetDumpable, 1);

    [LibraryImport("libc", EntryPoint = "prctl")]
    private static partial int Control(int option, nuint value);
}

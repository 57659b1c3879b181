using System.Runtime.InteropServices;

namespace Strata.Core.Processes;

/// <summary>File descriptors that the parent process passed on.</summary>
public static partial class InheritedDescriptor
{
    private const int GetDescriptorFlags = 1;
    private const int CloseOnExec = 1;

    /// <summary>
    /// A descriptor that was closed when the program started belongs to whatever the runtime opened first, and writing there would damage
    /// that. What is inherited does not close on exec; what the runtime opens does (https://man7.org/linux/man-pages/man2/fcntl.2.html).
    /// </summary>
    /// <param name="descriptor">Its number.</param>
    public static bool IsForeign(int descriptor) =>
        !OperatingSystem.IsWindows()
        && GetFlags(descriptor, GetDescriptorFlags, 0) is var flags
        && (flags < 0 || (flags & CloseOnExec) != 0);

    [LibraryImport("libc", EntryPoint = "fcntl")]
    private static partial int GetFlags(int descriptor, int command, int argument);
}

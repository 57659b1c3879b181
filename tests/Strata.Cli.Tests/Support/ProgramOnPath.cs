using Strata.Testing;

[assembly: AssemblyFixture(typeof(Strata.Cli.Tests.Support.ProgramOnPath))]

namespace Strata.Cli.Tests.Support;

/// <summary>
/// A folder where the built program is called <c>strata</c>, as on a user's PATH: git runs the merge driver by that name.
/// </summary>
public sealed class ProgramOnPath : IDisposable
{
    private static readonly Lazy<TempFolder> s_folder = new(Create);

    /// <summary>PATH with that folder first.</summary>
    public static string Value => s_folder.Value.Path + Path.PathSeparator + Environment.GetEnvironmentVariable("PATH");

    // A script and not a link: the program finds its assembly beside the name that it was started by.
    private static TempFolder Create()
    {
        var folder = new TempFolder();
        var script = folder.Write("strata", $"#!/bin/sh\nexec '{CliProject.Program}' \"$@\"\n");
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(script, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return folder;
    }

    public void Dispose()
    {
        if (s_folder.IsValueCreated)
            s_folder.Value.Dispose();
    }
}

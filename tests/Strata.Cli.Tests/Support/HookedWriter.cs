using System.Text;

namespace Strata.Cli.Tests.Support;

/// <summary>Output of a command in this process, which lets a test act at the moment when a text is written.</summary>
/// <param name="text">The text.</param>
/// <param name="act">Called once, before the command goes on.</param>
internal sealed class HookedWriter(string text, Action act) : StringWriter
{
    private bool _isDone;

    public override Encoding Encoding => Encoding.UTF8;

    public override void WriteLine(string? value)
    {
        base.WriteLine(value);
        if (_isDone || value?.Contains(text, StringComparison.Ordinal) != true)
            return;
        _isDone = true;
        act();
    }
}

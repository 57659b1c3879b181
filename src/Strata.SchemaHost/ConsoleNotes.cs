using System.Text;

namespace Strata.SchemaHost;

/// <summary>The lines that the user's code prints, as notes on standard error.</summary>
internal sealed class ConsoleNotes(TextWriter error) : TextWriter
{
    private readonly StringBuilder _line = new();

    public override Encoding Encoding => Encoding.UTF8;

    public override void Write(char value)
    {
        if (value == '\r')
            return;
        if (value != '\n')
        {
            _line.Append(value);
            return;
        }

        error.WriteLine($"note: the schema printed: {_line}");
        _line.Clear();
    }

    public override void Flush()
    {
        if (_line.Length > 0)
            Write('\n');
        error.Flush();
    }

    protected override void Dispose(bool disposing)
    {
        Flush();
        base.Dispose(disposing);
    }
}

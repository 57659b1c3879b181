using System.Text;

namespace Strata.Core.Processes;

/// <summary>Reads a stream line by line as it comes: a progress bar's lines end with a carriage return alone.</summary>
internal static class LineReader
{
    public static async Task ReadAsync(StreamReader reader, int longest, Action<string> line)
    {
        var text = new StringBuilder();
        var buffer = new char[4096];
        var endedByReturn = false;
        while (await reader.ReadAsync(buffer).ConfigureAwait(false) is var count and > 0)
        {
            foreach (var c in buffer.AsSpan(0, count))
            {
                var isRest = c == '\n' && endedByReturn;
                endedByReturn = c == '\r';
                if (isRest)
                    continue;
                if (c is '\n' or '\r')
                    Flush();
                else if (text.Append(c).Length >= longest)
                    Flush();
            }
        }
        if (text.Length > 0)
            Flush();

        void Flush()
        {
            line(text.ToString());
            text.Clear();
        }
    }
}

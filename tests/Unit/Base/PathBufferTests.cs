using System;
using System.Text;
using CsCheck;
using Sestet.Base;
using Xunit;

namespace Sestet.Tests;

public class PathBufferTests
{
    /// <summary>Texts appended, or a cut back to a length.</summary>
    private static readonly Gen<(string Text, int Cut)[]> s_operations =
        Gen.Select(Gen.String[Gen.Char["abc/"], 0, 6], Gen.Int[-8, 10]).Array[0, 12];

    [Fact, Trait("Category", "Property")]
    public void BehavesLikeAString() => Gen.Select(Gen.Int[2, 20], s_operations).Sample((size, operations) =>
    {
        PathBuffer path = new(new byte[size]);
        string model = "";
        bool overflowed = false;
        foreach ((string text, int cut) in operations)
        {
            if (cut >= 0 && cut <= model.Length)
            {
                path.Truncate(cut);
                model = model[..cut];
                overflowed = false;
            }
            else
            {
                path.Append(Encoding.ASCII.GetBytes(text));
                bool fits = model.Length + text.Length + 1 <= size;
                model = fits ? model + text : model;
                overflowed |= !fits;
            }
            string z = Encoding.ASCII.GetString(path.TextZ);
            if (z != model + "\0" || path.Overflowed != overflowed || path.Length != model.Length
                || Encoding.ASCII.GetString(path.Text) != model)
            {
                return false;
            }
        }
        return true;
    });
}

using System.Collections.Generic;

namespace Sestet.Simulation;

/// <summary>What a checker knows of each service, made when it is first asked for.</summary>
internal sealed class ByService<T>
    where T : class, new()
{
    private readonly Dictionary<Service, T> _values = [];

    public IEnumerable<KeyValuePair<Service, T>> All => _values;

    public T this[Service service]
    {
        get
        {
            if (!_values.TryGetValue(service, out T? value))
            {
                value = new T();
                _values.Add(service, value);
            }
            return value;
        }
    }
}

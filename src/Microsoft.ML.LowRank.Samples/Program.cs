Console.WriteLine("No verbs yet.");

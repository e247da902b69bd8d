"""What `doctor` looks at on this machine and in the book, each as a finding with its cure."""

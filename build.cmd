@echo off
rem Everything that is done with this repository: build --help. The logic is in eng\Build.
dotnet run --project "%~dp0eng\Build" -c Release --verbosity quiet -- %*

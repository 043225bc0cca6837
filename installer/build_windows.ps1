# Packs the seat for Windows: build_windows.ps1 [-Wheelhouse FOLDER] [-Out FOLDER]
#
# Needs 64-bit Python 3.11, and NSIS (makensis) on the path. With -Wheelhouse nothing is taken from
# anywhere but that folder; its files are those of windows.lock:
#     python -m pip download --require-hashes --only-binary=:all: -r installer/windows.lock -d FOLDER
param(
    [string]$Wheelhouse = "",
    [string]$Out = "dist",
    [string]$Python = "python"
)
$ErrorActionPreference = "Stop"
Set-StrictMode -Version Latest
if ($Wheelhouse) { $Wheelhouse = (Resolve-Path $Wheelhouse).Path }
Set-Location (Join-Path $PSScriptRoot "..")

function Invoke-Checked {
    # PowerShell goes on after a program that failed.
    param([string]$Program, [string[]]$Words)
    & $Program @Words
    if ($LASTEXITCODE -ne 0) { throw "$Program ended with $LASTEXITCODE" }
}

Invoke-Checked $Python @("-c", "import struct, sys; sys.exit(sys.version_info[:2] != (3, 11) or struct.calcsize('P') != 8)")
$version = (Select-String -Path pyproject.toml -Pattern '^version = "(.*)"$').Matches[0].Groups[1].Value
$work = Join-Path (Get-Location) "build\windows"
if (Test-Path $work) { Remove-Item -Recurse -Force $work }
New-Item -ItemType Directory -Force -Path $work, $Out | Out-Null

Invoke-Checked $Python @("-m", "venv", "$work\env")
$inner = "$work\env\Scripts\python.exe"
$pip = @("-m", "pip", "--disable-pip-version-check", "install", "--quiet", "--no-deps", "--only-binary=:all:")
if ($Wheelhouse) { $pip += @("--no-index", "--find-links", $Wheelhouse) }
Invoke-Checked $inner ($pip + @("--require-hashes", "-r", "installer\windows.lock"))
# With the setuptools of the lock, not with whatever there is today.
Invoke-Checked $inner @("-m", "pip", "--disable-pip-version-check", "wheel", "--quiet", "--no-deps", "--no-build-isolation", "--wheel-dir", "$work\wheel", ".")
$wheel = (Get-ChildItem "$work\wheel\seatapp-*.whl").FullName
Invoke-Checked $inner @("-m", "pip", "--disable-pip-version-check", "install", "--quiet", "--no-deps", $wheel)

Invoke-Checked $inner @("-m", "installer.icon", "$work\icons")
Push-Location $work
try {
    Invoke-Checked "$work\env\Scripts\pyinstaller.exe" @("--noconfirm", "--log-level", "ERROR", "--distpath", "program", "--workpath", "pyinstaller", "..\..\installer\seatapp.spec")
} finally { Pop-Location }
Invoke-Checked "$work\program\seatapp\seatapp.exe" @("--selftest")

$setup = Join-Path (Resolve-Path $Out) "SeatApp-$version-windows-x64.exe"
Invoke-Checked "makensis" @("-V2", "-DVERSION=$version", "-DPAYLOAD=$work\program\seatapp", "-DICON=$work\icons\seatapp.ico", "-DOUT=$setup", "installer\seatapp.nsi")
Write-Output $setup
